#include "family/merge.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* How lists are joined: all items of both, or each text once. */
enum joining { JOIN_ALL, JOIN_ONCE };

enum { INDEXED_FROM = 16 };         /* entries of a map: fewer are found as fast one by one */
enum { REMEMBERED_MOST = 1 << 17 }; /* entries of maps whose indexes are kept */

/*
 * The same big map is laid under many images, so its index is kept. Maps share their entries, which
 * are what an index is of.
 */
struct merging {
	struct arena arena;
	struct map indexes; /* the address of entries → struct map: key → number of its entry + 1 */
	size_t remembered; /* entries in them */
	struct arena scratch;
};

/* What a merge needs; borrowed. */
struct merger {
	struct checker *checker;
	struct merging *merging;
	struct arena *arena;
	enum joining joining;
};

/* The shape of all values below a free one: they are merged by their kind alone. */
static const struct shape free_shape = {.kind = SHAPE_FREE};

static struct node *
merge(const struct merger *merger, const struct shape *shape, struct node *under, struct node *own);

struct merging *
merging_new(void)
{
	struct merging *merging = memory_resize(NULL, sizeof(*merging));

	*merging = (struct merging){0};
	return merging;
}

static void
forget(struct merging *merging)
{
	arena_free(&merging->arena);
	merging->indexes = (struct map){0};
	merging->remembered = 0;
}

void
merging_free(struct merging *merging)
{
	forget(merging);
	arena_free(&merging->scratch);
	free(merging);
}

static struct merger
merger_of(struct checker *checker, enum joining joining)
{
	return (struct merger){checker, checker->merging, checker->arena, joining};
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

/* The index of a big map. */
static const struct map *
index_of(struct merging *merging, const struct node *map)
{
	const char *address = (const char *)&map->entries;
	const struct map *known = map_get(&merging->indexes, address, sizeof(map->entries));

	if (known)
		return known;
	if (merging->remembered > REMEMBERED_MOST)
		forget(merging);
	struct map *index = arena_allocate(&merging->arena, sizeof(*index));

	for (size_t i = 0; i < map->entry_count; i++) {
		const struct node *key = map->entries[i].key;

		map_set(index, &merging->arena, key->text, key->length, (void *)(uintptr_t)(i + 1));
	}
	merging->remembered += map->entry_count;
	map_set(&merging->indexes, &merging->arena,
		arena_copy(&merging->arena, address, sizeof(map->entries)), sizeof(map->entries),
		index);
	return index;
}

/* The number of the entry with this key, or how many there are. */
static size_t
find_entry(struct merging *merging, const struct node *map, const struct node *key)
{
	size_t i = 0;

	if (map->entry_count > INDEXED_FROM) {
		i = (size_t)(uintptr_t)map_get(index_of(merging, map), key->text, key->length);
		return i ? i - 1 : map->entry_count;
	}
	while (i < map->entry_count && !text_equal(map->entries[i].key->text,
					       map->entries[i].key->length, key->text, key->length))
		i++;
	return i;
}

/* An empty list or map for the result, at the place of `own`. It is settled where both are. */
static struct node *
new_merged(const struct merger *merger, const struct node *under, const struct node *own)
{
	struct node *merged = arena_allocate(merger->arena, sizeof(*merged));

	*merged = (struct node){.kind = own->kind,
		.place = own->place,
		.settled = under->settled && own->settled,
		.refers = under->refers || own->refers,
		.whole = under->whole};
	return merged;
}

static struct node *
merge_maps(const struct merger *merger, const struct shape *shape, const struct node *under,
	const struct node *own)
{
	struct node *merged = new_merged(merger, under, own);
	const size_t most = under->entry_count + own->entry_count;

	if (!under->entry_count || !own->entry_count) {
		merged->entries = own->entry_count ? own->entries : under->entries;
		merged->entry_count = most;
		return merged;
	}
	if (!allowance_take(merger->checker, most, own->place))
		return merged;
	merged->entries = arena_allocate_array(merger->arena, most, sizeof(*merged->entries));
	memcpy(merged->entries, under->entries, under->entry_count * sizeof(*merged->entries));
	merged->entry_count = under->entry_count;
	for (size_t i = 0; i < own->entry_count; i++) {
		const struct node_entry *over = &own->entries[i];
		const size_t number = find_entry(merger->merging, under, over->key);

		if (number == under->entry_count)
			merged->entries[merged->entry_count++] = *over;
		else
			merged->entries[number] = (struct node_entry){
				over->key, merge(merger, shape_of_entry(shape, over->key),
						   under->entries[number].value, over->value)};
	}
	return merged;
}

/* Adds the items of `list`; with JOIN_ONCE, without the texts that are there already. */
static void
join_items(const struct merger *merger, struct node *merged, struct map seen[2],
	const struct node *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct node *item = list->items[i];

		if (merger->joining == JOIN_ONCE && item->kind == NODE_SCALAR &&
			map_set(&seen[item->plain], &merger->merging->scratch, item->text,
				item->length, item))
			continue;
		merged->items[merged->count++] = item;
	}
}

static struct node *
merge_lists(const struct merger *merger, const struct node *under, const struct node *own,
	const struct node *first, const struct node *second)
{
	struct node *merged = new_merged(merger, under, own);
	struct map seen[2] = {{0}}; /* quoted, plain: in free data "3.10" is not 3.10 */
	const size_t most = under->count + own->count,
		     cost = merger->joining == JOIN_ONCE ? most * ALLOWANCE_FOUND : most;

	if (merger->joining == JOIN_ALL && (!under->count || !own->count)) {
		merged->items = own->count ? own->items : under->items;
		merged->count = most;
		return merged;
	}
	if (!allowance_take(merger->checker, cost, own->place))
		return merged;
	merged->items = arena_allocate_array(merger->arena, most, sizeof(*merged->items));
	join_items(merger, merged, seen, first);
	join_items(merger, merged, seen, second);
	arena_reset(&merger->merging->scratch);
	return merged;
}

/* Whether a record says that there is no such thing. */
static bool
is_removal(const struct shape *shape, const struct node *record)
{
	return shape->removes && record->kind == NODE_MAP && node_get(record, shape->short_form);
}

static struct node *
merge(const struct merger *merger, const struct shape *shape, struct node *under, struct node *own)
{
	if (node_is_empty(own) || is_removal(shape, own) || is_removal(shape, under))
		return own;
	if (shape->whole || own->whole || shape->kind == SHAPE_EITHER || under->kind != own->kind)
		return own;
	if (own->kind == NODE_MAP)
		return merge_maps(merger, shape, under, own);
	if (own->kind != NODE_LIST)
		return own;
	const bool in_front = shape->in_front && merger->joining == JOIN_ONCE;
	struct merger joining = *merger;

	if (shape->set)
		joining.joining = JOIN_ONCE;
	return in_front ? merge_lists(&joining, under, own, own, under)
			: merge_lists(&joining, under, own, under, own);
}

/* Marks the values of a record as shared by images. */
static void
share(const struct node *record)
{
	for (size_t i = 0; i < record->entry_count; i++)
		record->entries[i].value->shared = true;
}

struct node *
merge_defaults(
	struct checker *checker, const struct shape *shape, struct node *defaults, struct node *own)
{
	const struct merger merger = merger_of(checker, JOIN_ALL);

	if (!defaults || !own)
		return own ? own : defaults;
	share(defaults);
	return merge_maps(&merger, shape, defaults, own);
}

struct node *
merge_inherited(
	struct checker *checker, const struct shape *shape, struct node *under, struct node *own)
{
	const struct merger merger = merger_of(checker, JOIN_ONCE);

	if (!under || !own)
		return own ? own : under;
	return merge(&merger, shape, under, own);
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
merge_parent(struct checker *checker, const struct shape *shape, const struct node *parent,
	const struct node *own)
{
	const struct merger merger = merger_of(checker, JOIN_ONCE);
	struct node inherited = {
		.kind = NODE_MAP, .place = parent->place, .settled = parent->settled};

	inherited.entries = arena_allocate_array(
		checker->arena, parent->entry_count, sizeof(*inherited.entries));
	for (size_t i = 0; i < parent->entry_count; i++)
		if (is_inherited(shape, parent->entries[i].key))
			inherited.entries[inherited.entry_count++] = parent->entries[i];
	share(&inherited);
	return merge_maps(&merger, shape, &inherited, own);
}
