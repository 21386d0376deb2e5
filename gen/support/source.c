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

struct source *
source_of_bytes(struct arena *arena, const char *name, const char *bytes, uint32_t length)
{
	struct source *source = arena_allocate(arena, sizeof(*source));

	*source = (struct source){arena_string(arena, name), bytes, length};
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

	return length < 0 ? NULL : source_of_bytes(arena, name, bytes, (uint32_t)length);
}

struct source *
source_read(struct arena *arena, const char *path, const char *name, uint32_t limit,
	enum source_failure *failure)
{
	/* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
	int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0) {
		*failure = errno == ENOENT || errno == ENOTDIR ? SOURCE_MISSING : SOURCE_UNREADABLE;
		return NULL;
	}
	struct source *source = read_open(arena, file, name, limit, failure);
	int saved = errno;

	close(file);
	errno = saved;
	return source;
}

bool
source_is_inside(const char *folder, const char *path)
{
	char *outer = realpath(folder, NULL), *inner = realpath(path, NULL);
	const size_t length = outer ? strlen(outer) : 0;
	const bool inside = !inner || (outer && strncmp(inner, outer, length) == 0 &&
					      (inner[length] == '/' || length == 1));

	free(outer);
	free(inner);
	return inside;
}

static bool
ends_line(const struct source *source, uint32_t at)
{
	const char *bytes = source->bytes;

	return bytes[at] == '\n' || (bytes[at] == '\r' && bytes[at + 1] != '\n');
}

static uint32_t
line_start(struct place place)
{
	uint32_t start = place.start;

	while (start > 0 && !ends_line(place.source, start - 1))
		start--;
	return start;
}

static uint32_t
skip_byte_order_mark(const struct source *source, uint32_t start)
{
	return start == 0 && source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0
		       ? 3
		       : start;
}

struct position
source_position(struct place place)
{
	struct position position = {1, 1};
	uint32_t start = line_start(place);

	for (uint32_t i = 0; i < start; i++)
		position.line += ends_line(place.source, i);
	start = skip_byte_order_mark(place.source, start);
	if (place.start > start)
		position.column += (uint32_t)text_count_points(
			place.source->bytes + start, place.start - start);
	return position;
}

const char *
source_line(struct place place, size_t *length)
{
	const struct source *source = place.source;
	const uint32_t start = skip_byte_order_mark(source, line_start(place));
	uint32_t end = start;

	while (end < source->length && source->bytes[end] != '\n' && source->bytes[end] != '\r')
		end++;
	*length = end - start;
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
