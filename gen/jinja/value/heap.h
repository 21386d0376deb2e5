/* The memory of one rendering. It is bounded, and given back up to a mark. */
#ifndef JINJA_VALUE_HEAP_H
#define JINJA_VALUE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct heap_block;

/* All zero but for `limit` and `full` is an empty heap. */
struct heap {
	struct heap_block *newest;
	struct arena *arena;      /* if not NULL, all memory comes from here, unbounded */
	size_t used;              /* bytes in blocks before the newest */
	size_t limit;             /* bytes that may be in use */
	uint64_t given;           /* bytes ever given out, for bounding work */
	uint32_t keeps;           /* how often something was kept beyond its statement */
	void (*full)(void *data); /* called past the limit; must not return */
	void *data;
};

struct heap_mark {
	struct heap_block *block;
	size_t used, before;
	uint32_t keeps;
};

/* A heap whose memory comes from `arena`, for what lives longer than a rendering. */
struct heap
heap_of_arena(struct arena *arena);

/* `size` bytes, not cleared, aligned for any type; past the limit heap->full is called. */
void *
heap_allocate(struct heap *heap, size_t size) __attribute__((returns_nonnull));

/* As heap_allocate for `count` times `size`. */
void *
heap_allocate_array(struct heap *heap, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of `length` bytes with a NUL behind it. */
char *
heap_copy(struct heap *heap, const char *bytes, size_t length) __attribute__((returns_nonnull));

/* How many bytes the heap has given out: later memory is at higher positions. */
size_t
heap_position(const struct heap *heap);

struct heap_mark
heap_mark(const struct heap *heap);

/* Whether memory at `position` is older than the mark. */
static inline bool
heap_mark_is_after(const struct heap_mark *mark, size_t position)
{
	return position < mark->before + mark->used;
}

/*
 * To be called where older memory now points to newer memory: marks set before it release nothing
 * any more.
 */
void
heap_keep(struct heap *heap);

/* Gives back all that was given out since `mark`, unless heap_keep was called since. */
void
heap_release(struct heap *heap, struct heap_mark mark);

/* Empties the heap but keeps its first block for what comes. */
void
heap_reset(struct heap *heap);

void
heap_free(struct heap *heap);

#endif
