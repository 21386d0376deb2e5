/* The text of one input file, and places in it. */
#ifndef SUPPORT_SOURCE_H
#define SUPPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A file as it was read. `bytes` has a NUL behind its `length` bytes. */
struct source {
	const char *name; /* as messages show it */
	const char *bytes;
	uint32_t length;
	bool executable; /* by its owner, as git keeps it */
	struct source_count *count;
};

/*
 * How far lines were counted: up to `reached`, in the line `line`, behind `column` code points of
 * it.
 */
struct source_mark {
	uint32_t reached, line, column;
};

/* The count, with copies of it at some places on the way, so that it can go back. */
struct source_count {
	struct source_mark now;
	uint32_t mark_count;
	struct source_mark marks[];
};

/* The bytes from `start` up to, but not including, `end`. Without a source it is no place. */
struct place {
	const struct source *source;
	uint32_t start, end;
};

/* Where a place starts as people count: from 1, with columns in code points. */
struct position {
	uint32_t line, column;
};

/* Why a file was not read. */
enum source_failure {
	SOURCE_MISSING = 1, /* there is no such file */
	SOURCE_IRREGULAR,   /* a directory, FIFO, device, socket or link in a circle: never read */
	SOURCE_TOO_LARGE,   /* more than `limit` bytes */
	SOURCE_OUTSIDE,     /* a link that leads out of where it may be (store.h) */
	SOURCE_UNREADABLE,  /* another failure of the machine; errno says which */
};

/*
 * Reads the regular file at `path` into `arena`, at most `limit` bytes (below 4 GiB). Messages call
 * it `name`. On failure returns NULL and sets `*failure`.
 */
struct source *
source_read(struct arena *arena, const char *path, const char *name, uint32_t limit,
	enum source_failure *failure);

/*
 * Returns 0 if `path`, with its links followed, is in the folder `folder`. Else why not, with errno
 * for SOURCE_UNREADABLE.
 */
enum source_failure
source_find_outside(const char *folder, const char *path);

/* A source of bytes that are not copied and have to outlive it. */
struct source *
source_of_bytes(struct arena *arena, const char *name, const char *bytes, uint32_t length);

/*
 * The line and column of `place`. A line ends with LF, CRLF or CR; a byte-order mark has no column.
 */
struct position
source_position(struct place place);

/*
 * The line in which `place` starts, without its line end, and its length in `*length`. At most
 * `most` bytes before the start of the place and as many behind it. The bytes are the source's.
 */
const char *
source_line(struct place place, uint32_t most, size_t *length);

/* The first byte that is not UTF-8 from `from` on, or the length if there is none. */
uint32_t
source_find_invalid(const struct source *source, uint32_t from);

#endif
