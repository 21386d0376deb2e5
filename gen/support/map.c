#include "support/map.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

enum { SMALL = 8 }; /* entries up to which looking at each is faster than an index */

/* Where hashes start in this process: whoever does not know it cannot write keys that collide. 0: not made. */
static uint64_t seed;

static void
make_seed(void)
{
	const int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	struct timespec time;

	if (file < 0 || read(file, &seed, sizeof(seed)) != (ssize_t)sizeof(seed)) {
		clock_gettime(CLOCK_REALTIME, &time);
		seed = (uint64_t)time.tv_nsec << 32 ^ (uint64_t)time.tv_sec ^
		       (uint64_t)getpid() << 16;
	}
	if (file >= 0)
		close(file);
	seed |= 1;
}

/* FNV-1a, folded once more. */
static uint64_t
hash_from(uint64_t hash, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3;
	return hash ^ hash >> 32;
}

uint64_t
map_hash(const char *bytes, size_t length)
{
	if (!seed)
		make_seed();
	return hash_from(seed, bytes, length);
}

uint64_t
map_stable_hash(const char *bytes, size_t length)
{
	return hash_from(0xCBF29CE484222325, bytes, length);
}

/* The entry of `key`, or NULL; where there is an index, `*slot` is its place or the free one. */
static struct map_entry *
find(const struct map *map, uint64_t hash, const char *key, size_t length, size_t *slot)
{
	if (!map->index) {
		for (size_t i = 0; i < map->count; i++) {
			struct map_entry *entry = &map->entries[i];

			if (entry->hash == hash &&
				text_equal(entry->key, entry->length, key, length))
				return entry;
		}
		return NULL;
	}
	for (*slot = hash & (map->index_size - 1); map->index[*slot];
		*slot = (*slot + 1) & (map->index_size - 1)) {
		struct map_entry *entry = &map->entries[map->index[*slot] - 1];

		if (entry->hash == hash && text_equal(entry->key, entry->length, key, length))
			return entry;
	}
	return NULL;
}

static void
build_index(struct map *map, struct arena *arena)
{
	map->index_size = map->index_size ? map->index_size * 2 : SMALL * 4;
	map->index = arena_allocate_array(arena, map->index_size, sizeof(*map->index));
	for (size_t i = 0; i < map->count; i++) {
		size_t slot = map->entries[i].hash & (map->index_size - 1);

		while (map->index[slot])
			slot = (slot + 1) & (map->index_size - 1);
		map->index[slot] = (uint32_t)i + 1;
	}
}

void *
map_get(const struct map *map, const char *key, size_t length)
{
	size_t slot;
	const struct map_entry *entry = find(map, map_hash(key, length), key, length, &slot);

	return entry ? entry->value : NULL;
}

void *
map_set(struct map *map, struct arena *arena, const char *key, size_t length, void *value)
{
	const uint64_t hash = map_hash(key, length);
	size_t slot = 0;
	struct map_entry *entry = find(map, hash, key, length, &slot);

	if (entry) {
		void *before = entry->value;

		entry->value = value;
		return before;
	}
	entry = arena_grow(arena, (void **)&map->entries, map->count, sizeof(*entry));
	*entry = (struct map_entry){key, length, hash, value};
	map->count++;
	if (map->index)
		map->index[slot] = (uint32_t)map->count;
	if (map->count > SMALL && map->count * 2 > map->index_size)
		build_index(map, arena);
	return NULL;
}

const char *
map_intern(struct map *map, struct arena *arena, const char *bytes, size_t length)
{
	char *copy = map_get(map, bytes, length);

	if (copy)
		return copy;
	copy = arena_copy(arena, bytes, length);
	map_set(map, arena, copy, length, copy);
	return copy;
}

const char *
map_nearest(const struct map *map, const char *word, size_t length)
{
	struct nearest nearest = nearest_to(word, length);

	for (size_t i = 0; i < map->count; i++)
		nearest_try(&nearest, map->entries[i].key, map->entries[i].length);
	return nearest.found;
}
