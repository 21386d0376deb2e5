/*
 * Lists and dicts as templates have them: dicts in order of insertion, keys of any hashable kind.
 */
#ifndef JINJA_VALUE_DICT_H
#define JINJA_VALUE_DICT_H

#include "jinja/value/value.h"

struct heap;

struct list {
	struct value *items;
	size_t count, room;
	bool frozen; /* belongs to no rendering: undo_log_note_list comes before a change */
	bool group;  /* a tuple of groupby, with the attributes grouper and list */
};

struct dict_key {
	struct value key; /* VALUE_MISSING: was removed */
	uint64_t hash;
};

/*
 * Keys and values are apart, so that dicts with the same keys can share them (value_dict_like). The
 * keys that are shared may be more than the dict has yet.
 */
struct dict {
	struct dict_key *keys;
	struct value *values;
	size_t used, room; /* entries, removed ones too */
	size_t count;      /* entries that are there */
	uint32_t *index;   /* entry number + 1 by hash; NULL while small */
	uint32_t index_size;
	bool frozen;
	struct deferral
		*deferral; /* that makes values when they are looked at; NULL: all are there */
};

/* An entry as it is handed out. */
struct dict_entry {
	struct value key, value;
};

struct list *
list_new(struct heap *heap, size_t room);

void
list_append(struct heap *heap, struct list *list, struct value item);

struct dict *
dict_new(struct heap *heap);

/* Makes room for `room` entries, at least as many as there are. */
void
dict_reserve(struct heap *heap, struct dict *dict, size_t room);

/*
 * Whether `key` can be a key: it is hashable in Python, and no tuple of thousands of items. The
 * number of bytes that hashing it reads is added to `*bytes`.
 */
bool
dict_can_hold(struct value key, size_t *bytes);

/* The value of entry number `at`; a deferred one is made now. */
struct value *
dict_value(const struct dict *dict, size_t at);

/* The value of `key`, which must be hashable, or NULL. */
struct value *
dict_find(const struct dict *dict, struct value key);

/* The same for a key of another dict, whose hash is known. */
struct value *
dict_find_same(const struct dict *dict, const struct dict_key *key);

/* The same for a string whose map_hash is known. */
struct value *
dict_find_string(const struct dict *dict, const char *bytes, size_t length, uint64_t hash);

void
dict_set(struct heap *heap, struct dict *dict, struct value key, struct value value);

/* Removes the entry whose value was found. */
void
dict_remove(struct dict *dict, const struct value *found);

void
dict_clear(struct dict *dict);

/* A new dict with the same entries, to be changed freely. */
struct dict *
dict_copy(struct heap *heap, const struct dict *dict);

/* The next entry from number `*at` on; `*at` moves behind it. False at the end. */
bool
dict_next(const struct dict *dict, size_t *at, struct dict_entry *entry);

#endif
