#include "jinja/value/heap.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

enum { BLOCK_SIZE = 1 << 16 };

struct heap_block {
	struct heap_block *older;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct heap
heap_of_arena(struct arena *arena)
{
	return (struct heap){.arena = arena};
}

static void
add_block(struct heap *heap, size_t size)
{
	const size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	const size_t before = heap_position(heap);

	if (room > heap->limit || before > heap->limit - room)
		heap->full(heap->data);
	struct heap_block *block = memory_resize(NULL, sizeof(*block) + room);

	*block = (struct heap_block){.older = heap->newest, .size = room};
	heap->newest = block;
	heap->used = before;
}

void *
heap_allocate(struct heap *heap, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;

	if (heap->arena)
		return arena_allocate(heap->arena, size);
	if (size > heap->limit)
		heap->full(heap->data);
	size = (size + mask) & ~mask;
	if (!heap->newest || heap->newest->size - heap->newest->used < size)
		add_block(heap, size);
	void *memory = heap->newest->bytes + heap->newest->used;

	heap->newest->used += size;
	heap->given += size;
	return memory;
}

void *
heap_allocate_array(struct heap *heap, size_t count, size_t size)
{
	if (!heap->arena && count > heap->limit / size)
		heap->full(heap->data);
	return heap->arena ? arena_allocate_array(heap->arena, count, size)
			   : heap_allocate(heap, count * size);
}

char *
heap_copy(struct heap *heap, const char *bytes, size_t length)
{
	char *copy = heap_allocate(heap, length + 1);

	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

size_t
heap_position(const struct heap *heap)
{
	return heap->used + (heap->newest ? heap->newest->used : 0);
}

struct heap_mark
heap_mark(const struct heap *heap)
{
	return (struct heap_mark){
		heap->newest, heap->newest ? heap->newest->used : 0, heap->used, heap->keeps};
}

void
heap_keep(struct heap *heap)
{
	heap->keeps++;
}

void
heap_release(struct heap *heap, struct heap_mark mark)
{
	if (!mark.block || mark.keeps != heap->keeps)
		return;
	while (heap->newest != mark.block) {
		struct heap_block *older = heap->newest->older;

		free(heap->newest);
		heap->newest = older;
	}
	heap->newest->used = mark.used;
	heap->used = mark.before;
}

void
heap_reset(struct heap *heap)
{
	while (heap->newest && (heap->newest->older || heap->newest->size > BLOCK_SIZE)) {
		struct heap_block *older = heap->newest->older;

		free(heap->newest);
		heap->newest = older;
	}
	if (heap->newest)
		heap->newest->used = 0;
	heap->used = 0;
	heap->given = 0;
	heap->keeps = 0;
}

void
heap_free(struct heap *heap)
{
	while (heap->newest) {
		struct heap_block *older = heap->newest->older;

		free(heap->newest);
		heap->newest = older;
	}
	heap->used = 0;
}
