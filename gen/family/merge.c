#include "family/merge.h"

#include <string.h>

#include "border/document.h"
#include "family/shape.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* How lists are joined: all items of both, or each text once. */
enum joining { JOIN_ALL, JOIN_ONCE };

/* The value of anything that may stand under a free value: merged by its kind alone. */
static const struct shape free_shape = {.kind = SHAPE_FREE};

static struct node *
merge(struct arena *arena, const struct shape *shape, struct node *under, struct node *own,
	enum joining joining);

static void
add_entry(struct arena *arena, struct node *map, const struct node_entry *entry)
{
	*(struct node_entry *)arena_grow(arena, (void **)&map->entries, map->entry_count,
		sizeof(struct node_entry)) = *entry;
	map->entry_count++;
}

static void
add_item(struct arena *arena, struct node *list, struct node *item)
{
	*(struct node **)arena_grow(arena, (void **)&list->items, list->count, sizeof(item)) = item;
	list->count++;
}

static const struct shape *
shape_of_entry(const struct shape *shape, const struct node *key)
{
	const struct field *field = shape->fields;

	if (shape->kind != SHAPE_RECORD)
		return shape->kind == SHAPE_MAP ? shape->items : &free_shape;
	while (field->name && !node_is(key, field->name))
		field++;
	return field->name ? field->shape : shape->items;
}

enum { INDEXED_FROM = 16 }; /* entries of a map: fewer are found as fast one by one */

/* A map that is searched for keys. */
struct lookup {
	const struct node *map;
	struct map index;
};

static struct lookup
lookup_in(struct arena *arena, const struct node *map)
{
	struct lookup lookup = {.map = map};

	for (size_t i = 0; map->entry_count > INDEXED_FROM && i < map->entry_count; i++) {
		const struct node *key = map->entries[i].key;

		map_set(&lookup.index, arena, key->text, key->length, &map->entries[i]);
	}
	return lookup;
}

static const struct node_entry *
look_up(const struct lookup *lookup, const struct node *key)
{
	const struct node *map = lookup->map;

	if (map->entry_count > INDEXED_FROM)
		return map_get(&lookup->index, key->text, key->length);
	for (size_t i = 0; i < map->entry_count; i++)
		if (text_equal(map->entries[i].key->text, map->entries[i].key->length, key->text,
			    key->length))
			return &map->entries[i];
	return NULL;
}

static struct node *
merge_maps(struct arena *arena, const struct shape *shape, const struct node *under,
	const struct node *own, enum joining joining)
{
	struct node *merged = arena_allocate(arena, sizeof(*merged));
	const struct lookup in_own = lookup_in(arena, own), in_under = lookup_in(arena, under);
	struct node_entry *entries = arena_allocate_array(
		arena, under->entry_count + own->entry_count, sizeof(*entries));
	size_t count = 0;

	for (size_t i = 0; i < under->entry_count; i++) {
		const struct node_entry *entry = &under->entries[i],
					*over = look_up(&in_own, entry->key);

		entries[count++] = !over ? *entry
					 : (struct node_entry){over->key,
						   merge(arena, shape_of_entry(shape, entry->key),
							   entry->value, over->value, joining)};
	}
	for (size_t i = 0; i < own->entry_count; i++)
		if (!look_up(&in_under, own->entries[i].key))
			entries[count++] = own->entries[i];
	*merged = (struct node){
		.kind = NODE_MAP, .place = own->place, .entries = entries, .entry_count = count};
	return merged;
}

static void
join_item(struct arena *arena, struct node *merged, struct map *seen, struct node *item,
	enum joining joining)
{
	if (joining == JOIN_ONCE && item->kind == NODE_SCALAR &&
		map_set(&seen[item->plain], arena, item->text, item->length, item))
		return;
	add_item(arena, merged, item);
}

static struct node *
merge_lists(
	struct arena *arena, const struct node *under, const struct node *own, enum joining joining)
{
	struct node *merged = arena_allocate(arena, sizeof(*merged));
	struct map seen[2] = {{0}}; /* quoted, plain: in free data "3.10" is not 3.10 */

	*merged = (struct node){.kind = NODE_LIST, .place = own->place};
	for (size_t i = 0; i < under->count; i++)
		join_item(arena, merged, seen, under->items[i], joining);
	for (size_t i = 0; i < own->count; i++)
		join_item(arena, merged, seen, own->items[i], joining);
	return merged;
}

static struct node *
merge(struct arena *arena, const struct shape *shape, struct node *under, struct node *own,
	enum joining joining)
{
	if (shape->whole || shape->kind == SHAPE_EITHER || under->kind != own->kind)
		return own;
	if (own->kind == NODE_MAP)
		return merge_maps(arena, shape, under, own, joining);
	if (own->kind == NODE_LIST && shape->in_front && joining == JOIN_ONCE)
		return merge_lists(arena, own, under, joining);
	return own->kind == NODE_LIST ? merge_lists(arena, under, own, joining) : own;
}

struct node *
merge_defaults(
	struct arena *arena, const struct shape *shape, struct node *defaults, struct node *own)
{
	if (!defaults || !own)
		return own ? own : defaults;
	return merge(arena, shape, defaults, own, JOIN_ALL);
}

static bool
is_inherited(const struct shape *shape, const struct node *key)
{
	const struct field *field = shape->fields;

	while (field->name && !node_is(key, field->name))
		field++;
	return field->flags & INHERITED;
}

struct node *
merge_parent(struct arena *arena, const struct shape *shape, const struct node *parent,
	const struct node *own)
{
	struct node inherited = {.kind = NODE_MAP, .place = parent->place};

	for (size_t i = 0; i < parent->entry_count; i++)
		if (is_inherited(shape, parent->entries[i].key))
			add_entry(arena, &inherited, &parent->entries[i]);
	return merge_maps(arena, shape, &inherited, own, JOIN_ONCE);
}
