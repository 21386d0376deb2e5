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
is_key(const struct dict_entry *entry, uint64_t hash, struct value key)
{
	if (entry->hash != hash || entry->key.kind == VALUE_MISSING)
		return false;
	if (is_text(entry->key) && is_text(key))
		return text_equal(entry->key.bytes, entry->key.length, key.bytes, key.length);
	return compare_keys(entry->key, key);
}

struct value
dict_value(const struct dict *dict, struct dict_entry *entry)
{
	if (entry->value.kind == VALUE_DEFERRED)
		deferral_make(dict->deferral, entry);
	return entry->value;
}

/* An entry whose value is there, or NULL. */
static struct dict_entry *
with_value(const struct dict *dict, struct dict_entry *entry)
{
	if (entry)
		dict_value(dict, entry);
	return entry;
}

static struct dict_entry *
find(const struct dict *dict, struct value key, uint64_t hash)
{
	if (!dict->index) {
		for (size_t i = 0; i < dict->used; i++)
			if (is_key(&dict->entries[i], hash, key))
				return &dict->entries[i];
		return NULL;
	}
	const size_t mask = dict->index_size - 1;

	for (size_t slot = hash & mask; dict->index[slot]; slot = (slot + 1) & mask)
		if (is_key(&dict->entries[dict->index[slot] - 1], hash, key))
			return &dict->entries[dict->index[slot] - 1];
	return NULL;
}

struct dict_entry *
dict_find(const struct dict *dict, struct value key)
{
	return with_value(dict, find(dict, key, hash_of(key)));
}

struct dict_entry *
dict_find_same(const struct dict *dict, const struct dict_entry *entry)
{
	return with_value(dict, find(dict, entry->key, entry->hash));
}

struct dict_entry *
dict_find_string(const struct dict *dict, const char *bytes, size_t length, uint64_t hash)
{
	return with_value(dict, find(dict, value_string(bytes, length), hash));
}

static void
index_entry(struct dict *dict, size_t number)
{
	const size_t mask = dict->index_size - 1;
	size_t slot = dict->entries[number].hash & mask;

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
	dict->index_size = size;
	dict->index = heap_allocate_array(heap, size, sizeof(*dict->index));
	memset(dict->index, 0, size * sizeof(*dict->index));
	for (size_t i = 0; i < dict->used; i++)
		index_entry(dict, i);
}

/* The next entry, as it is. */
static struct dict_entry *
next(const struct dict *dict, size_t *at)
{
	while (*at < dict->used) {
		struct dict_entry *entry = &dict->entries[(*at)++];

		if (entry->key.kind != VALUE_MISSING)
			return entry;
	}
	return NULL;
}

void
dict_reserve(struct heap *heap, struct dict *dict, size_t room)
{
	struct dict_entry *entries = heap_allocate_array(heap, room, sizeof(*entries));
	size_t used = 0, at = 0;

	for (const struct dict_entry *entry; (entry = next(dict, &at));)
		entries[used++] = *entry;
	dict->entries = entries;
	dict->used = used;
	dict->room = room;
	if (room > SMALL)
		build_index(heap, dict);
}

static void
set(struct heap *heap, struct dict *dict, struct value key, uint64_t hash, struct value value)
{
	struct dict_entry *entry = find(dict, key, hash);

	if (entry) {
		entry->value = value;
		return;
	}
	if (dict->used == dict->room)
		dict_reserve(heap, dict, dict->count < 4 ? 4 : dict->count * 2);
	dict->entries[dict->used++] = (struct dict_entry){key, value, hash};
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
dict_remove(struct dict *dict, struct dict_entry *entry)
{
	entry->key = (struct value){.kind = VALUE_MISSING};
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
	size_t at = 0;

	if (dict->count)
		dict_reserve(heap, copy, dict->count);
	for (const struct dict_entry *entry; (entry = dict_next(dict, &at));)
		set(heap, copy, entry->key, entry->hash, entry->value);
	return copy;
}

struct dict_entry *
dict_next(const struct dict *dict, size_t *at)
{
	return with_value(dict, next(dict, at));
}
