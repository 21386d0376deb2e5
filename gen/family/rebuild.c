#include "family/rebuild.h"

#include <stdbool.h>

#include "border/document.h"
#include "support/arena.h"
#include "support/banned.h"

struct rebuilding
rebuild(struct arena *arena, struct node *node)
{
	return (struct rebuilding){.arena = arena, .node = node};
}

static void
add_item(struct arena *arena, struct node *list, struct node *item)
{
	*(struct node **)arena_grow(arena, (void **)&list->items, list->count, sizeof(item)) = item;
	list->count++;
}

static void
add_entry(struct arena *arena, struct node *map, struct node *key, struct node *value)
{
	*(struct node_entry *)arena_grow(arena, (void **)&map->entries, map->entry_count,
		sizeof(struct node_entry)) = (struct node_entry){key, value};
	map->entry_count++;
}

/* From here on the result is a copy, with the values that were kept. */
static void
start_copy(struct rebuilding *rebuilding)
{
	const struct node *node = rebuilding->node;

	rebuilding->copy = arena_allocate(rebuilding->arena, sizeof(*rebuilding->copy));
	*rebuilding->copy = (struct node){.kind = node->kind, .place = node->place};
	for (size_t i = 0; i < rebuilding->kept; i++) {
		if (node->kind == NODE_LIST)
			add_item(rebuilding->arena, rebuilding->copy, node->items[i]);
		else
			add_entry(rebuilding->arena, rebuilding->copy, node->entries[i].key,
				node->entries[i].value);
	}
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
		add_item(rebuilding->arena, rebuilding->copy, value);
	else if (value)
		add_entry(rebuilding->arena, rebuilding->copy, node->entries[number].key, value);
}

struct node *
rebuilt(const struct rebuilding *rebuilding)
{
	return rebuilding->copy ? rebuilding->copy : rebuilding->node;
}
