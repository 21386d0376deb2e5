#include "jinja/value/dict.h"

#include <string.h>

#include "jinja/value/compare.h"
#include "jinja/value/deferral.h"
#include "jinja/value/heap.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

enum { SMALL = 8, KEY_LARGEST = 2000 };

struct list *
list_new(struct heap *heap, size_t room)
{
	struct list *list = heap_allocate(heap, sizeof(*list));

	*list = (struct list){.room = room, .frozen = heap->arena != NULL};
	if (room)
		list->items = heap_allocate_array(heap, room, sizeof(*list->items));
	return list;
}

void
list_append(struct heap *heap, struct list *list, struct value item)
{
	if (list->count == list->room) {
		const size_t room = list->room ? list->room * 2 : 4;
		struct value *items = heap_allocate_array(heap, room, sizeof(*items));

		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = item;
}

struct dict *
dict_new(struct heap *heap)
{
	struct dict *dict = heap_allocate(heap, sizeof(*dict));

	*dict = (struct dict){.frozen = heap->arena != NULL};
	return dict;
}

static bool
is_text(struct value value)
{
	return value.kind == VALUE_STRING || value.kind == VALUE_MARKUP;
}

/* `*rest` is how many more items of tuples are looked at, which bounds depth and time. */
static bool
can_hold(struct value key, unsigned *rest, size_t *bytes)
{
	if (key.kind == VALUE_TUPLE) {
		for (size_t i = 0; i < key.list->count; i++)
			if (!*rest || !can_hold(key.list->items[i], (--*rest, rest), bytes))
				return false;
		return true;
	}
	*bytes += is_text(key) ? key.length + 64 : 64;
	return key.kind == VALUE_NONE || key.kind == VALUE_BOOLEAN || key.kind == VALUE_INTEGER ||
	       key.kind == VALUE_FLOAT || is_text(key);
}

bool
dict_can_hold(struct value key, size_t *bytes)
{
	unsigned rest = KEY_LARGEST;

	return can_hold(key, &rest, bytes);
}

/* Equal numbers have one hash, whatever their kind, as in Python. */
static uint64_t
hash_number(double number)
{
	uint64_t bits;

	if (number >= -9.2e18 && number <= 9.2e18 && number == (double)(int64_t)number)
		return map_hash_number((uint64_t)(int64_t)number);
	memcpy(&bits, &number, sizeof(bits));
	return map_hash_number(bits);
}

static uint64_t
hash_of(struct value key)
{
	uint64_t hash = 0x345678;

	if (is_text(key))
		return map_hash(key.bytes, key.length);
	if (key.kind == VALUE_INTEGER)
		return map_hash_number((uint64_t)key.integer);
	if (key.kind == VALUE_BOOLEAN)
		return map_hash_number(key.boolean);
	if (key.kind == VALUE_FLOAT)
		return hash_number(key.number);
	if (key.kind == VALUE_TUPLE)
		for (size_t i = 0; i < key.list->count; i++)
			hash = map_hash_number(hash ^ hash_of(key.list->items[i]));
	return hash;
}

static bool
is_key(const struct dict_key *entry, uint64_t hash, struct value key)
{
	if (entry->hash != hash || entry->key.kind == VALUE_MISSING)
		return false;
	if (is_text(entry->key) && is_text(key))
		return text_equal(entry->key.bytes, entry->key.length, key.bytes, key.length);
	return compare_keys(entry->key, key);
}

struct value *
dict_value(const struct dict *dict, size_t at)
{
	struct value *value = &dict->values[at];

	if (value->kind == VALUE_DEFERRED)
		deferral_make(dict->deferral, value);
	return value;
}

/* The number of a key; the dict has no value of it if that is not below `used`. */
static size_t
find(const struct dict *dict, struct value key, uint64_t hash)
{
	if (!dict->index) {
		for (size_t i = 0; i < dict->used; i++)
			if (is_key(&dict->keys[i], hash, key))
				return i;
		return SIZE_MAX;
	}
	const size_t mask = dict->index_size - 1;

	for (size_t slot = hash & mask; dict->index[slot]; slot = (slot + 1) & mask)
		if (is_key(&dict->keys[dict->index[slot] - 1], hash, key))
			return dict->index[slot] - 1;
	return SIZE_MAX;
}

static struct value *
find_value(const struct dict *dict, struct value key, uint64_t hash)
{
	const size_t at = find(dict, key, hash);

	return at < dict->used ? dict_value(dict, at) : NULL;
}

struct value *
dict_find(const struct dict *dict, struct value key)
{
	return find_value(dict, key, hash_of(key));
}

struct value *
dict_find_same(const struct dict *dict, const struct dict_key *key)
{
	return find_value(dict, key->key, key->hash);
}

struct value *
dict_find_string(const struct dict *dict, const char *bytes, size_t length, uint64_t hash)
{
	return find_value(dict, value_string(bytes, length), hash);
}

static void
index_entry(struct dict *dict, size_t number)
{
	const size_t mask = dict->index_size - 1;
	size_t slot = dict->keys[number].hash & mask;

	while (dict->index[slot])
		slot = (slot + 1) & mask;
	dict->index[slot] = (uint32_t)number + 1;
}

static void
build_index(struct heap *heap, struct dict *dict)
{
	size_t size = (size_t)SMALL * 4;

	while (size < dict->room + dict->room / 2)
		size *= 2;
	dict->index_size = (uint32_t)size;
	dict->index = heap_allocate_array(heap, size, sizeof(*dict->index));
	memset(dict->index, 0, size * sizeof(*dict->index));
	for (size_t i = 0; i < dict->used; i++)
		index_entry(dict, i);
}

/* Whether there is an entry from number `*at` on; `*at` becomes its number. */
static bool
skip_removed(const struct dict *dict, size_t *at)
{
	while (*at < dict->used && dict->keys[*at].key.kind == VALUE_MISSING)
		(*at)++;
	return *at < dict->used;
}

void
dict_reserve(struct heap *heap, struct dict *dict, size_t room)
{
	struct dict_key *keys = heap_allocate_array(heap, room, sizeof(*keys));
	struct value *values = heap_allocate_array(heap, room, sizeof(*values));
	size_t used = 0;

	for (size_t at = 0; skip_removed(dict, &at); at++) {
		keys[used] = dict->keys[at];
		values[used++] = dict->values[at];
	}
	dict->keys = keys;
	dict->values = values;
	dict->used = used;
	dict->room = room;
	if (room > SMALL)
		build_index(heap, dict);
}

static void
set(struct heap *heap, struct dict *dict, struct value key, uint64_t hash, struct value value)
{
	const size_t at = find(dict, key, hash);

	if (at < dict->used) {
		dict->values[at] = value;
		return;
	}
	if (at == dict->used) {
		dict->values[dict->used++] = value;
		dict->count++;
		return;
	}
	if (dict->used == dict->room)
		dict_reserve(heap, dict, dict->count < 4 ? 4 : dict->count * 2);
	dict->keys[dict->used] = (struct dict_key){key, hash};
	dict->values[dict->used++] = value;
	dict->count++;
	if (dict->index)
		index_entry(dict, dict->used - 1);
}

void
dict_set(struct heap *heap, struct dict *dict, struct value key, struct value value)
{
	set(heap, dict, key, hash_of(key), value);
}

void
dict_remove(struct dict *dict, const struct value *found)
{
	dict->keys[found - dict->values].key = (struct value){.kind = VALUE_MISSING};
	dict->count--;
}

void
dict_clear(struct dict *dict)
{
	*dict = (struct dict){0};
}

struct dict *
dict_copy(struct heap *heap, const struct dict *dict)
{
	struct dict *copy = dict_new(heap);

	if (dict->count)
		dict_reserve(heap, copy, dict->count);
	for (size_t at = 0; skip_removed(dict, &at); at++)
		set(heap, copy, dict->keys[at].key, dict->keys[at].hash, *dict_value(dict, at));
	return copy;
}

bool
dict_next(const struct dict *dict, size_t *at, struct dict_entry *entry)
{
	if (!skip_removed(dict, at))
		return false;
	*entry = (struct dict_entry){dict->keys[*at].key, *dict_value(dict, *at)};
	(*at)++;
	return true;
}
