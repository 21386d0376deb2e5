#include "review/value_changes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "document/node.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

struct value_comparison {
	struct arena *arena;
	struct map *known;
	struct value_changes *changes;
};

static void
append_node(struct text *text, const struct node *node)
{
	switch (node->kind) {
	case NODE_LIST:
		for (size_t i = 0; i < node->count; i++) {
			text_append_string(text, i ? ", " : "[");
			append_node(text, node->items[i]);
		}
		text_append_string(text, node->count ? "]" : "[]");
		break;
	case NODE_MAP:
		for (size_t i = 0; i < node->entry_count; i++) {
			text_append_string(text, i ? ", " : "{");
			text_append_string(text, node->entries[i].key->text);
			text_append_string(text, ": ");
			append_node(text, node->entries[i].value);
		}
		text_append_string(text, node->entry_count ? "}" : "{}");
		break;
	case NODE_SCALAR:
	default:
		text_append_visible(text, node->text, node->length);
	}
}

/* A value on one line: YAML in flow style, but without quotes. NULL for NULL. */
static const char *
node_line(struct arena *arena, const struct node *node)
{
	struct text text = TEXT_EMPTY;

	if (!node)
		return NULL;
	append_node(&text, node);
	const char *line = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return line;
}

static void
add(struct value_comparison *comparison, const char *key, const char *before, const char *after)
{
	struct value_changes *changes = comparison->changes;
	struct value_change *change = ARENA_ADD(comparison->arena, changes->items, changes->count);

	*change = (struct value_change){key, before, after};
}

static void
compare_scalars(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const char *earlier = node_line(comparison->arena, before),
		   *later = node_line(comparison->arena, after);

	if (!earlier || !later || strcmp(earlier, later) != 0)
		add(comparison, key, earlier, later);
}

static const char **
item_lines(struct value_comparison *comparison, const struct node *list)
{
	const char **lines = arena_allocate(comparison->arena, (list->count + 1) * sizeof(*lines));

	for (size_t i = 0; i < list->count; i++)
		lines[i] = node_line(comparison->arena, list->items[i]);
	lines[list->count] = NULL;
	return lines;
}

/* The places of each line in a list. Places of equal lines are chained, from first to last. */
struct places {
	struct map first; /* line → its first place that is not taken, plus 1 */
	size_t *next;     /* place → the next place of the same line, plus 1 */
};

static struct places
places_of(struct arena *arena, const char **lines, size_t count)
{
	struct places places = {.next = arena_allocate_array(arena, count + 1, sizeof(size_t))};

	for (size_t i = count; i-- > 0;)
		places.next[i] = (size_t)(uintptr_t)map_set(&places.first, arena, lines[i],
			strlen(lines[i]), (void *)(uintptr_t)(i + 1));
	return places;
}

/* Takes the first line that equals `line` out of `lines`; false if there is none. */
static bool
take(struct arena *arena, struct places *places, const char **lines, const char *line)
{
	const size_t length = strlen(line),
		     number = (size_t)(uintptr_t)map_get(&places->first, line, length);

	if (!number)
		return false;
	lines[number - 1] = NULL;
	map_set(&places->first, arena, line, length, (void *)(uintptr_t)places->next[number - 1]);
	return true;
}

static void
compare_lists(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const char **earlier = item_lines(comparison, before),
		   **later = item_lines(comparison, after);
	const size_t found = comparison->changes->count;
	struct arena scratch = {0};
	struct places places = places_of(&scratch, earlier, before->count);

	for (size_t i = 0; i < after->count; i++)
		if (take(&scratch, &places, earlier, later[i]))
			later[i] = NULL;
	arena_free(&scratch);
	for (size_t i = 0; i < before->count; i++)
		if (earlier[i])
			add(comparison, key, earlier[i], NULL);
	for (size_t i = 0; i < after->count; i++)
		if (later[i])
			add(comparison, key, NULL, later[i]);
	if (comparison->changes->count == found)
		compare_scalars(comparison, key, before, after);
}

static void
compare(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after);

enum { INDEXED_FROM = 16 }; /* entries of a map; fewer are searched one by one, which is as fast */

static struct map
index_of(struct arena *arena, const struct node *map)
{
	struct map index = {0};

	for (size_t i = 0; map->entry_count > INDEXED_FROM && i < map->entry_count; i++)
		map_set(&index, arena, map->entries[i].key->text, map->entries[i].key->length,
			map->entries[i].value);
	return index;
}

static const struct node *
find(const struct node *map, const struct map *index, const struct node *key)
{
	return index->count ? map_get(index, key->text, key->length) : node_get(map, key->text);
}

static void
compare_entries(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const struct node none = {.kind = NODE_MAP};
	const struct node *earlier = before ? before : &none, *later = after ? after : &none;

	struct arena scratch = {0};
	const struct map olds = index_of(&scratch, earlier), news = index_of(&scratch, later);

	for (size_t i = 0; i < earlier->entry_count; i++) {
		const struct node *name = earlier->entries[i].key;

		compare(comparison, arena_join(comparison->arena, key, ".", name->text, NULL),
			earlier->entries[i].value, find(later, &news, name));
	}
	for (size_t i = 0; i < later->entry_count; i++) {
		const struct node *name = later->entries[i].key;

		if (!find(earlier, &olds, name))
			compare(comparison,
				arena_join(comparison->arena, key, ".", name->text, NULL), NULL,
				later->entries[i].value);
	}
	arena_free(&scratch);
}

static bool
is_same(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == NODE_SCALAR)
		return text_equal(a->text, a->length, b->text, b->length);
	if (a->kind == NODE_LIST ? a->count != b->count : a->entry_count != b->entry_count)
		return false;
	for (size_t i = 0; a->kind == NODE_LIST && i < a->count; i++)
		if (!is_same(a->items[i], b->items[i]))
			return false;
	for (size_t i = 0; a->kind == NODE_MAP && i < a->entry_count; i++)
		if (!is_same(a->entries[i].key, b->entries[i].key) ||
			!is_same(a->entries[i].value, b->entries[i].value))
			return false;
	return true;
}

/* The changes between two lists or maps that many images share, found for one key. */
struct known {
	const char *key;
	struct value_changes changes;
};

/* Appends the changes if they are known already; false if not. */
static bool
append_known(struct value_comparison *comparison, const char *key, const struct node *const pair[2])
{
	const struct known *known =
		map_get(comparison->known, (const char *)pair, 2 * sizeof(*pair));

	if (!known || strcmp(known->key, key) != 0)
		return false;
	for (size_t i = 0; i < known->changes.count; i++)
		add(comparison, known->changes.items[i].key, known->changes.items[i].before,
			known->changes.items[i].after);
	return true;
}

/* Remembers the changes from number `first` on. */
static void
remember(struct value_comparison *comparison, const char *key, const struct node *const pair[2],
	size_t first)
{
	struct arena *arena = comparison->arena;
	const struct value_changes *changes = comparison->changes;
	struct known *known = arena_allocate(arena, sizeof(*known));

	*known = (struct known){key, {.count = changes->count - first}};
	known->changes.items =
		arena_allocate_array(arena, known->changes.count, sizeof(*changes->items));
	if (known->changes.count)
		memcpy(known->changes.items, changes->items + first,
			known->changes.count * sizeof(*changes->items));
	map_set(comparison->known, arena, arena_copy(arena, (const char *)pair, 2 * sizeof(*pair)),
		2 * sizeof(*pair), known);
}

/* Compares two lists or two maps, which many images may share. */
static void
compare_shared(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const struct node *const pair[] = {before, after};
	const size_t first = comparison->changes->count;

	if (append_known(comparison, key, pair))
		return;
	if (!is_same(before, after) && before->kind == NODE_MAP)
		compare_entries(comparison, key, before, after);
	else if (!is_same(before, after))
		compare_lists(comparison, key, before, after);
	remember(comparison, key, pair, first);
}

/* One of the two may be NULL, and counts as an empty list or map then. */
static void
compare(struct value_comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const struct node none = {.kind = NODE_LIST};
	const enum node_kind kind = after ? after->kind : before->kind;

	if (before && before->kind != kind)
		compare_scalars(comparison, key, before, after);
	else if (before && after && kind != NODE_SCALAR)
		compare_shared(comparison, key, before, after);
	else if (kind == NODE_MAP)
		compare_entries(comparison, key, before, after);
	else if (kind == NODE_LIST)
		compare_lists(comparison, key, before ? before : &none, after ? after : &none);
	else
		compare_scalars(comparison, key, before, after);
}

void
value_changes_find(struct arena *arena, struct map *known, const struct node *before,
	const struct node *after, struct value_changes *changes)
{
	struct value_comparison comparison = {arena, known, changes};
	size_t kept = 0;

	compare_entries(&comparison, "", before, after);
	for (size_t i = 0; i < changes->count; i++) {
		struct value_change change = changes->items[i];

		change.key++;
		if (strncmp(change.key, "matrix.", 7) == 0 || strcmp(change.key, "exclude") == 0 ||
			strcmp(change.key, "include") == 0)
			continue;
		changes->items[kept++] = change;
	}
	changes->count = kept;
}
