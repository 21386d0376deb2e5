/* An arena: memory that is given out piece by piece and freed at one obvious end. */
#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* All zero is an empty arena. */
struct arena {
	struct arena_block *newest;
	size_t used; /* bytes given out, all blocks */
	char *texts; /* where the next short text goes: they stand close together */
	size_t texts_left;
};

/*
 * `size` zeroed bytes, aligned for any type, valid until arena_free or arena_reset.
 * Never NULL: when the machine has no memory left it says so and exits with 3.
 */
void *
arena_allocate(struct arena *arena, size_t size)
	__attribute__((returns_nonnull, malloc, alloc_size(2)));

/* As arena_allocate for `count` times `size` bytes; a product that overflows ends as no memory. */
void *
arena_allocate_array(struct arena *arena, size_t count, size_t size)
	__attribute__((returns_nonnull));

/* A copy of `length` bytes with a NUL behind it. */
char *
arena_copy(struct arena *arena, const char *bytes, size_t length) __attribute__((returns_nonnull));

/* A copy of the string `string`. */
char *
arena_string(struct arena *arena, const char *string) __attribute__((returns_nonnull));

/* The formatted text as a string of the arena. */
char *
arena_format(struct arena *arena, const char *format, ...)
	__attribute__((returns_nonnull, format(printf, 2, 3)));

/* The strings up to NULL in one, for what is put together so often that formats cost too much. */
char *
arena_join(struct arena *arena, const char *first, ...) __attribute__((returns_nonnull, sentinel));

/*
 * Adds an item to an array in the arena: `items` points to its first item and `count` is how many
 * it has, both of them variables. The array is moved to twice its room when it is full, and `count`
 * goes up by one. The result is the address of the new item, which is zeroed:
 *
 *     *ARENA_ADD(arena, list->items, list->count) = item;
 *
 * Pointers into the array are good until the next item is added; the memory of the array that was
 * moved stays in the arena until its end. `items` and `count` are evaluated more than once.
 */
#define ARENA_ADD(arena, items, count)                                                             \
	((items) = arena_grow((arena), (items), (count), sizeof(*(items))), &(items)[(count)++])

/*
 * What ARENA_ADD does before it counts: an array of `count` items of `size` bytes with room for one
 * more, which is `items` itself but for a `count` of 0 or of a power of two above 1.
 */
void *
arena_grow(struct arena *arena, void *items, size_t count, size_t size)
	__attribute__((returns_nonnull));

/* Frees all; the arena is empty again and can be used on. */
void
arena_free(struct arena *arena);

/* Forgets all that was given out but keeps the newest block for what comes. */
void
arena_reset(struct arena *arena);

/* malloc, realloc and their kin for what outgrows an arena: never NULL, exit 3 as above. */
void *
memory_resize(void *memory, size_t size) __attribute__((returns_nonnull));

#endif
