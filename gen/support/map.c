#include "support/map.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

enum { SMALL = 8 }; /* entries up to which looking at each is faster than an index */

/*
 * The secret of this process: whoever does not know it cannot write keys that collide. Zero: not
 * made.
 */
static uint64_t secret[2];

static void
make_secret(void)
{
	const int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	struct timespec time;

	if (file < 0 || read(file, secret, sizeof(secret)) != (ssize_t)sizeof(secret)) {
		clock_gettime(CLOCK_REALTIME, &time);
		secret[0] = (uint64_t)time.tv_nsec << 32 ^ (uint64_t)time.tv_sec;
		secret[1] = (uint64_t)getpid() << 16 ^ (uint64_t)time.tv_nsec;
	}
	if (file >= 0)
		close(file);
	secret[0] |= 1;
}

static uint64_t
rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void
mix(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32) + v[3];
	v[2] += v[1];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (J.-P. Aumasson and D. J. Bernstein, SipHash: a fast short-input PRF, 2012). */
static uint64_t
sip_hash(const uint64_t key[2], const char *bytes, size_t length)
{
	uint64_t v[4] = {key[0] ^ 0x736F6D6570736575, key[1] ^ 0x646F72616E646F6D,
		key[0] ^ 0x6C7967656E657261, key[1] ^ 0x7465646279746573};
	uint64_t word = 0, last = (uint64_t)length << 56;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		v[3] ^= word;
		mix(v);
		v[0] ^= word;
	}
	word = 0;
	if (length)
		memcpy(&word, bytes, length);
	last |= word;
	v[3] ^= last;
	mix(v);
	v[0] ^= last;
	v[2] ^= 0xFF;
	for (int i = 0; i < 3; i++)
		mix(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t
map_hash(const char *bytes, size_t length)
{
	if (!secret[0])
		make_secret();
	return sip_hash(secret, bytes, length);
}

/* The end of A. Appleby's MurmurHash3, begun with the secret, by which it also multiplies. */
uint64_t
map_hash_number(uint64_t number)
{
	if (!secret[0])
		make_secret();
	number = (number ^ secret[1]) * secret[0];
	number = (number ^ number >> 33) * 0xFF51AFD7ED558CCD;
	number = (number ^ number >> 33) * 0xC4CEB9FE1A85EC53;
	return number ^ number >> 33;
}

uint64_t
map_stable_hash(const char *bytes, size_t length)
{
	static const uint64_t key[2];

	return sip_hash(key, bytes, length);
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
	map->index_size = map->index_size ? map->index_size * 2 : (size_t)SMALL * 4;
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
	entry = ARENA_ADD(arena, map->entries, map->count);
	*entry = (struct map_entry){key, length, hash, value};
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
