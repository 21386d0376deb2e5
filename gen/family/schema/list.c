#include "family/schema/list.h"

#include "document/node.h"
#include "family/schema/mistakes.h"
#include "family/schema/rebuild.h"
#include "family/schema/scalar.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

enum { COMPARED_MOST = 16 }; /* items of a list: fewer are compared one by one */

/* Which texts a list has so far. */
struct seen {
	struct arena arena; /* of the map */
	struct map texts;
	const struct node *list;
	size_t count; /* items of the list that were looked at */
};

/* Whether the next item of the list is a text that came before. */
static bool
is_repeated(struct seen *seen)
{
	const struct node *list = seen->list, *item = list->items[seen->count++];

	if (item->kind != NODE_SCALAR)
		return false;
	if (list->count > COMPARED_MOST)
		return map_set(&seen->texts, &seen->arena, item->text, item->length, seen);
	for (size_t i = 0; i + 1 < seen->count; i++)
		if (list->items[i]->kind == NODE_SCALAR &&
			text_equal(list->items[i]->text, list->items[i]->length, item->text,
				item->length))
			return true;
	return false;
}

static void
check_set(struct checker *checker, const struct node *list, struct subject what)
{
	struct seen seen = {.list = list};

	while (seen.count < list->count)
		if (is_repeated(&seen)) {
			const struct node *item = list->items[seen.count - 1];

			if (!node_is_null(item))
				diagnostic_error(checker->diagnostics, item->place,
					MISTAKE_ITEM_TWICE, subject_text(checker, what),
					item->text);
		}
	arena_free(&seen.arena);
}

bool
list_joins(const struct shape *shape)
{
	const struct shape *items = shape->items;

	return items->kind != SHAPE_LIST && items->kind != SHAPE_FREE && !items->short_form;
}

static void
join(struct checker *checker, const struct shape *shape, struct node *joined,
	const struct node *list, struct subject what)
{
	if (shape->set)
		check_set(checker, list, what);
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i]->kind == NODE_LIST)
			join(checker, shape, joined, list->items[i], what);
		else
			*ARENA_ADD(checker->arena, joined->items, joined->count) = list->items[i];
}

static bool
has_list(const struct node *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i]->kind == NODE_LIST)
			return true;
	return false;
}

struct node *
list_joined(
	struct checker *checker, const struct shape *shape, struct node *list, struct subject what)
{
	if (!list_joins(shape) || !has_list(list)) {
		if (shape->set)
			check_set(checker, list, what);
		return list;
	}
	struct node *joined = arena_allocate(checker->arena, sizeof(*joined));

	*joined = (struct node){.kind = NODE_LIST, .place = list->place};
	join(checker, shape, joined, list, what);
	return joined;
}

void
list_check_first(struct checker *checker, const struct shape *shape, const struct node *list,
	struct subject what)
{
	const struct node *first = list->count ? list->items[0] : NULL;

	for (const char *const *word = shape->foreign_first; word && *word && first; word++)
		if (node_is(first, *word))
			diagnostic_error(checker->diagnostics, first->place, MISTAKE_FOREIGN_FIRST,
				subject_text(checker, what), *word);
}

struct node *
list_once(struct checker *checker, const struct shape *shape, struct node *list)
{
	struct seen seen = {.list = list};
	struct rebuilding once = rebuild(checker->arena, list);

	for (size_t i = 0; shape->set && i < list->count; i++)
		rebuild_with(&once, i, is_repeated(&seen) ? NULL : list->items[i]);
	arena_free(&seen.arena);
	return shape->set ? rebuilt(&once) : list;
}
