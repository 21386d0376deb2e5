#include "family/schema/rebuild.h"

#include <stdbool.h>
#include <string.h>

#include "document/node.h"
#include "support/arena.h"
#include "support/banned.h"

struct rebuilding
rebuild(struct arena *arena, struct node *node)
{
	return (struct rebuilding){.arena = arena, .node = node};
}

/* Makes the copy, with the values up to here. */
static void
start_copy(struct rebuilding *rebuilding)
{
	struct arena *arena = rebuilding->arena;
	const struct node *node = rebuilding->node;
	const size_t kept = rebuilding->kept;
	struct node *copy = arena_allocate(arena, sizeof(*copy));

	*copy = (struct node){.kind = node->kind, .place = node->place, .whole = node->whole};
	if (node->kind == NODE_LIST) {
		copy->items = arena_allocate_array(arena, node->count, sizeof(*copy->items));
		copy->count = kept;
		if (kept)
			memcpy(copy->items, node->items, kept * sizeof(*copy->items));
	} else {
		copy->entries =
			arena_allocate_array(arena, node->entry_count, sizeof(*copy->entries));
		copy->entry_count = kept;
		if (kept)
			memcpy(copy->entries, node->entries, kept * sizeof(*copy->entries));
	}
	rebuilding->copy = copy;
}

void
rebuild_with(struct rebuilding *rebuilding, size_t number, struct node *value)
{
	const struct node *node = rebuilding->node;
	const bool list = node->kind == NODE_LIST;

	if (!rebuilding->copy && rebuilding->kept == number &&
		value == (list ? node->items[number] : node->entries[number].value)) {
		rebuilding->kept++;
		return;
	}
	if (!rebuilding->copy)
		start_copy(rebuilding);
	if (value && list)
		rebuilding->copy->items[rebuilding->copy->count++] = value;
	else if (value)
		rebuilding->copy->entries[rebuilding->copy->entry_count++] =
			(struct node_entry){node->entries[number].key, value};
}

struct node *
rebuilt(const struct rebuilding *rebuilding)
{
	return rebuilding->copy ? rebuilding->copy : rebuilding->node;
}
