/*
 * A map from strings to anything. It keeps the order of insertion, and has no index while it is
 * small.
 */
#ifndef SUPPORT_MAP_H
#define SUPPORT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct map_entry {
	const char *key; /* not copied */
	size_t length;
	uint64_t hash;
	void *value;
};

/* All zero is an empty map. Iterate over entries[0] to entries[count - 1]. */
struct map {
	struct map_entry *entries;
	size_t count;
	uint32_t *index; /* entry number + 1 by hash, open addressing; NULL while small */
	size_t index_size;
};

/* The value of `key`, or NULL. */
void *
map_get(const struct map *map, const char *key, size_t length);

/*
 * Sets `key` to `value` and returns the value of before, NULL if there was none. The key is not
 * copied; it has to live as long as the map. Memory is taken from `arena`.
 */
void *
map_set(struct map *map, struct arena *arena, const char *key, size_t length, void *value);

/*
 * The key of `map` that has these bytes. Where there is none, a copy of them is made in `arena` and
 * added.
 */
const char *
map_intern(struct map *map, struct arena *arena, const char *bytes, size_t length);

/*
 * A hash of bytes that differs from process to process, so that no input can have keys that all
 * collide.
 */
uint64_t
map_hash(const char *bytes, size_t length);

/* The same for a number. */
uint64_t
map_hash_number(uint64_t number);

/* A hash of bytes that is the same in every process of a machine. */
uint64_t
map_stable_hash(const char *bytes, size_t length);

/*
 * The key of `map` that is nearest to `word`, or NULL where none is near enough to be meant
 * (a distance of edits of more than a third of its length).
 */
const char *
map_nearest(const struct map *map, const char *word, size_t length);

#endif
