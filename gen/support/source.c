#include "support/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { MARK_DISTANCE = 1024 }; /* bytes from one mark of a count to the next */

struct source *
source_of_bytes(struct arena *arena, const char *name, const char *bytes, uint32_t length)
{
	struct source *source = arena_allocate(arena, sizeof(*source));

	*source = (struct source){.name = arena_string(arena, name),
		.bytes = bytes,
		.length = length,
		.count = arena_allocate(
			arena, sizeof(*source->count) + (length / MARK_DISTANCE + 1) *
								sizeof(*source->count->marks))};
	source->count->now.line = 1;
	return source;
}

/* Reads what is left of `file` up to `limit` + 1 bytes; -1 with errno on failure. */
static ssize_t
read_whole(int file, char *bytes, size_t limit)
{
	size_t length = 0;

	while (length < limit) {
		ssize_t got = read(file, bytes + length, limit - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

static struct source *
read_open(struct arena *arena, int file, const char *name, uint32_t limit,
	enum source_failure *failure)
{
	struct stat status;

	*failure = SOURCE_UNREADABLE;
	if (fstat(file, &status))
		return NULL;
	if (!S_ISREG(status.st_mode)) {
		*failure = SOURCE_IRREGULAR;
		return NULL;
	}
	if (status.st_size > (off_t)limit) {
		*failure = SOURCE_TOO_LARGE;
		return NULL;
	}
	char *bytes = arena_allocate(arena, (size_t)status.st_size + 1);
	ssize_t length = read_whole(file, bytes, (size_t)status.st_size);

	if (length < 0)
		return NULL;
	struct source *source = source_of_bytes(arena, name, bytes, (uint32_t)length);

	source->executable = (status.st_mode & S_IXUSR) != 0;
	return source;
}

static enum source_failure
failure_of_open(int error)
{
	return error == ENOENT || error == ENOTDIR ? SOURCE_MISSING
	       : error == ENXIO                    ? SOURCE_IRREGULAR
						   : SOURCE_UNREADABLE;
}

struct source *
source_read(struct arena *arena, const char *path, const char *name, uint32_t limit,
	enum source_failure *failure)
{
	/* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
	int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0) {
		*failure = failure_of_open(errno);
		return NULL;
	}
	struct source *source = read_open(arena, file, name, limit, failure);
	int saved = errno;

	close(file);
	errno = saved;
	return source;
}

enum source_failure
source_find_outside(const char *folder, const char *path)
{
	char *outer = realpath(folder, NULL), *inner = outer ? realpath(path, NULL) : NULL;
	const int saved = errno;
	const size_t length = outer ? strlen(outer) : 0;
	enum source_failure failure = 0;

	if (!inner)
		failure = failure_of_open(saved);
	else if (strncmp(inner, outer, length) != 0 || (inner[length] != '/' && length != 1))
		failure = SOURCE_OUTSIDE;
	free(outer);
	free(inner);
	errno = saved;
	return failure;
}

static bool
ends_line(const struct source *source, uint32_t at)
{
	const char *bytes = source->bytes;

	return bytes[at] == '\n' || (bytes[at] == '\r' && bytes[at + 1] != '\n');
}

static uint32_t
skip_byte_order_mark(const struct source *source, uint32_t start)
{
	return start == 0 && source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0
		       ? 3
		       : start;
}

static bool
is_inside_code_point(const struct source *source, uint32_t at)
{
	return at < source->length && ((unsigned char)source->bytes[at] & 0xC0) == 0x80;
}

/* Counts one byte more. A byte-order mark has no column. */
static void
count_byte(const struct source *source, struct source_mark *now)
{
	const uint32_t at = now->reached++;

	if (ends_line(source, at)) {
		now->line++;
		now->column = 0;
	} else if (!is_inside_code_point(source, at) && (at || !skip_byte_order_mark(source, 0))) {
		now->column++;
	}
}

/* The count at the last mark up to the place. */
static struct source_mark
last_mark(const struct source_count *count, struct place place)
{
	const uint32_t number = place.start / MARK_DISTANCE;

	return count->marks[number < count->mark_count ? number : count->mark_count - 1];
}

/*
 * Goes on from the place that was asked for last, as places mostly come sorted, or from a mark
 * where that is nearer.
 */
struct position
source_position(struct place place)
{
	const struct source *source = place.source;
	struct source_count *count = source->count;

	if (count->now.reached > place.start ||
		(count->mark_count && last_mark(count, place).reached > count->now.reached))
		count->now = last_mark(count, place);
	while (count->now.reached < place.start) {
		if (count->now.reached == count->mark_count * MARK_DISTANCE)
			count->marks[count->mark_count++] = count->now;
		count_byte(source, &count->now);
	}
	return (struct position){count->now.line, count->now.column + 1};
}

const char *
source_line(struct place place, uint32_t most, size_t *length)
{
	const struct source *source = place.source;
	uint32_t start = place.start, end = place.start;

	while (start > 0 && place.start - start < most && !ends_line(source, start - 1))
		start--;
	while (end < source->length && end - place.start < most && source->bytes[end] != '\n' &&
		source->bytes[end] != '\r')
		end++;
	start = skip_byte_order_mark(source, start);
	while (start < place.start && is_inside_code_point(source, start))
		start++;
	while (end > place.start && is_inside_code_point(source, end))
		end--;
	if (start > place.start)
		start = place.start;
	*length = end > start ? end - start : 0;
	return source->bytes + start;
}

uint32_t
source_find_invalid(const struct source *source, uint32_t from)
{
	while (from < source->length) {
		uint32_t point;
		const size_t size =
			text_decode(source->bytes + from, source->length - from, &point);

		if (!size)
			break;
		from += (uint32_t)size;
	}
	return from;
}
