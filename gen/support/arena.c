#include "support/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/failure.h"
#include "support/banned.h"

enum {
	BLOCK_SMALLEST = 1 << 12,
	BLOCK_LARGEST = 1 << 20,
	TEXTS_AT_ONCE = 1 << 10,
	TEXT_SHORT = 1 << 7,
};

struct arena_block {
	struct arena_block *older;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

void *
memory_resize(void *memory, size_t size)
{
	void *resized = realloc(memory, size ? size : 1);

	if (!resized)
		failure_without_memory();
	return resized;
}

static struct arena_block *
block_new(size_t size, struct arena_block *older)
{
	if (size > SIZE_MAX - sizeof(struct arena_block))
		failure_without_memory();
	struct arena_block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		failure_without_memory();
	block->older = older;
	block->size = size;
	return block;
}

/* Blocks double with the arena, so that a small one stays small and a large one has few. */
static size_t
block_size(const struct arena *arena, size_t wanted)
{
	size_t size = arena->used < BLOCK_SMALLEST ? BLOCK_SMALLEST : arena->used;

	if (size > BLOCK_LARGEST)
		size = BLOCK_LARGEST;
	return size < wanted ? wanted : size;
}

void *
arena_allocate(struct arena *arena, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;

	if (size > SIZE_MAX - mask)
		failure_without_memory();
	size = (size + mask) & ~mask;
	if (!arena->newest || arena->newest->size - arena->newest->used < size)
		arena->newest = block_new(block_size(arena, size), arena->newest);
	void *memory = arena->newest->bytes + arena->newest->used;

	arena->newest->used += size;
	arena->used += size;
	return memory;
}

void *
arena_allocate_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		failure_without_memory();
	return arena_allocate(arena, count * size);
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy;

	if (length >= TEXT_SHORT) {
		copy = arena_allocate(arena, length + 1);
	} else {
		if (arena->texts_left <= length) {
			arena->texts = arena_allocate(arena, TEXTS_AT_ONCE);
			arena->texts_left = TEXTS_AT_ONCE;
		}
		copy = arena->texts;
		arena->texts += length + 1;
		arena->texts_left -= length + 1;
	}
	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *
arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	char short_one[256];
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	const int length = vsnprintf(short_one, sizeof(short_one), format, arguments);
	const bool fits = length < (int)sizeof(short_one);
	char *string = fits ? arena_copy(arena, short_one, (size_t)(length < 0 ? 0 : length))
			    : arena_allocate(arena, (size_t)length + 1);

	if (!fits)
		vsnprintf(string, (size_t)length + 1, format, again);
	va_end(again);
	va_end(arguments);
	return string;
}

char *
arena_join(struct arena *arena, const char *first, ...)
{
	va_list strings, again;
	size_t length = 0;

	va_start(strings, first);
	va_copy(again, strings);
	for (const char *string = first; string; string = va_arg(strings, const char *))
		length += strlen(string);
	va_end(strings);
	char *joined = arena_allocate(arena, length + 1), *end = joined;

	for (const char *string = first; string; string = va_arg(again, const char *)) {
		const size_t size = strlen(string);

		memcpy(end, string, size);
		end += size;
	}
	va_end(again);
	*end = '\0';
	return joined;
}

void *
arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	if (count == 1 || (count & (count - 1)) != 0)
		return items;
	void *larger = arena_allocate_array(arena, count ? count * 2 : 2, size);

	if (count)
		memcpy(larger, items, count * size);
	return larger;
}

static void
blocks_free(struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void
arena_free(struct arena *arena)
{
	blocks_free(arena->newest);
	*arena = (struct arena){0};
}

void
arena_reset(struct arena *arena)
{
	if (!arena->newest)
		return;
	blocks_free(arena->newest->older);
	arena->newest->older = NULL;
	memset(arena->newest->bytes, 0, arena->newest->used);
	arena->newest->used = 0;
	arena->used = 0;
	arena->texts_left = 0;
}
