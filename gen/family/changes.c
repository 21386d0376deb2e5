#include "family/changes.h"

#include <stdbool.h>
#include <string.h>

#include "border/document.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct comparison {
	struct arena *arena;
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

/* A value on one line, as YAML's flow style has it without its quotes; NULL for none. */
static const char *
node_line(struct arena *arena, const struct node *node)
{
	struct text text = {0};

	if (!node)
		return NULL;
	append_node(&text, node);
	const char *line = arena_copy(arena, text.length ? text.bytes : "", text.length);

	text_free(&text);
	return line;
}

static void
add(struct comparison *comparison, const char *key, const char *before, const char *after)
{
	struct value_changes *changes = comparison->changes;
	struct value_change *change = arena_grow(
		comparison->arena, (void **)&changes->items, changes->count, sizeof(*change));

	*change = (struct value_change){key, before, after};
	changes->count++;
}

static void
compare_scalars(struct comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const char *old = node_line(comparison->arena, before),
		   *new = node_line(comparison->arena, after);

	if (!old || !new || strcmp(old, new) != 0)
		add(comparison, key, old, new);
}

static const char **
item_lines(struct comparison *comparison, const struct node *list)
{
	const char **lines = arena_allocate(comparison->arena, (list->count + 1) * sizeof(*lines));

	for (size_t i = 0; i < list->count; i++)
		lines[i] = node_line(comparison->arena, list->items[i]);
	lines[list->count] = NULL;
	return lines;
}

/* Takes the first line that is the same out of `lines`; false if there is none. */
static bool
take(const char **lines, size_t count, const char *line)
{
	for (size_t i = 0; i < count; i++)
		if (lines[i] && strcmp(lines[i], line) == 0) {
			lines[i] = NULL;
			return true;
		}
	return false;
}

static void
compare_lists(struct comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const char **old = item_lines(comparison, before), **new = item_lines(comparison, after);
	const size_t found = comparison->changes->count;

	for (size_t i = 0; i < after->count; i++)
		if (take(old, before->count, new[i]))
			new[i] = NULL;
	for (size_t i = 0; i < before->count; i++)
		if (old[i])
			add(comparison, key, old[i], NULL);
	for (size_t i = 0; i < after->count; i++)
		if (new[i])
			add(comparison, key, NULL, new[i]);
	if (comparison->changes->count == found)
		compare_scalars(comparison, key, before, after);
}

static void
compare(struct comparison *comparison, const char *key, const struct node *before,
	const struct node *after);

static void
compare_entries(struct comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const struct node none = {.kind = NODE_MAP};
	const struct node *old = before ? before : &none, *new = after ? after : &none;

	for (size_t i = 0; i < old->entry_count; i++) {
		const char *name = old->entries[i].key->text;

		compare(comparison, arena_format(comparison->arena, "%s.%s", key, name),
			old->entries[i].value, node_get(new, name));
	}
	for (size_t i = 0; i < new->entry_count; i++) {
		const char *name = new->entries[i].key->text;

		if (!node_get(old, name))
			compare(comparison, arena_format(comparison->arena, "%s.%s", key, name),
				NULL, new->entries[i].value);
	}
}

/* Either may be NULL, not both; then what is there counts as compared with an empty one. */
static void
compare(struct comparison *comparison, const char *key, const struct node *before,
	const struct node *after)
{
	const struct node none = {.kind = NODE_LIST};
	const enum node_kind kind = after ? after->kind : before->kind;

	if (before && before->kind != kind)
		compare_scalars(comparison, key, before, after);
	else if (kind == NODE_MAP)
		compare_entries(comparison, key, before, after);
	else if (kind == NODE_LIST)
		compare_lists(comparison, key, before ? before : &none, after ? after : &none);
	else
		compare_scalars(comparison, key, before, after);
}

void
changes_find(struct arena *arena, const struct node *before, const struct node *after,
	struct value_changes *changes)
{
	struct comparison comparison = {arena, changes};
	size_t kept = 0;

	compare_entries(&comparison, "", before, after);
	for (size_t i = 0; i < changes->count; i++) {
		struct value_change change = changes->items[i];

		change.key++;
		if (strncmp(change.key, "matrix.", 7) == 0 || strcmp(change.key, "exclude") == 0)
			continue;
		changes->items[kept++] = change;
	}
	changes->count = kept;
}
