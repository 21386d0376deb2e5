#include "build/report/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/banned.h"

enum { TAIL_MOST = 262144 }; /* bytes of a file that are read for its last lines */

static void
finish(struct line_splitter *lines, lines_take *take, void *data)
{
	take(data, lines->line.bytes, lines->line.length);
	text_clear(&lines->line);
	lines->returned = lines->redrawn = false;
}

/* Adds bytes without line ends. */
static void
add_piece(
	struct line_splitter *lines, const char *bytes, size_t length, lines_take *take, void *data)
{
	if (length && lines->returned) {
		text_clear(&lines->line);
		lines->returned = false;
	}
	while (lines->line.length + length > LINES_LONGEST) {
		const size_t part = LINES_LONGEST - lines->line.length;

		text_append(&lines->line, bytes, part);
		finish(lines, take, data);
		bytes += part;
		length -= part;
	}
	text_append(&lines->line, bytes, length);
}

void
lines_add(
	struct line_splitter *lines, const char *bytes, size_t length, lines_take *take, void *data)
{
	for (size_t start = 0; start < length;) {
		size_t end = start;

		while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
			end++;
		add_piece(lines, bytes + start, end - start, take, data);
		if (end < length && bytes[end] == '\n')
			finish(lines, take, data);
		else if (end < length)
			lines->returned = lines->redrawn = true;
		start = end + 1;
	}
}

void
lines_end(struct line_splitter *lines, lines_take *take, void *data)
{
	if (lines->line.length)
		finish(lines, take, data);
	lines->returned = lines->redrawn = false;
}

void
lines_free(struct line_splitter *lines)
{
	text_free(&lines->line);
	*lines = (struct line_splitter)LINES_EMPTY;
}

/* The length of a colour sequence at the start of `bytes`: ESC [ 1 ; 31 m. 0 if there is none. */
static size_t
colour_length(const char *bytes, size_t length)
{
	size_t i = 2;

	if (length < 3 || bytes[0] != '\033' || bytes[1] != '[')
		return 0;
	while (i < length && bytes[i] >= '0' && bytes[i] <= ';')
		i++;
	return i < length && bytes[i] == 'm' ? i + 1 : 0;
}

void
lines_append_shown(struct text *text, const char *line, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i < length; i++) {
		const size_t colour = colour_length(line + i, length - i);

		if (!colour)
			continue;
		text_append_visible(text, line + start, i - start);
		start = i + colour;
		i = start - 1;
	}
	text_append_visible(text, line + start, length - start);
}

void
lines_append_string(struct text *text, const char *string)
{
	lines_append_shown(text, string, strlen(string));
}

static void
append_line(void *data, const char *line, size_t length)
{
	struct text *text = data;

	lines_append_shown(text, line, length);
	text_append_character(text, '\n');
}

/* Drops all but the last `most` lines. True if anything was dropped. */
static bool
keep_last(struct text *text, size_t start, size_t most)
{
	size_t from = text->length;

	for (size_t found = 0; from > start; from--)
		if (text->bytes[from - 1] == '\n' && found++ == most)
			break;
	if (from == start)
		return false;
	memmove(text->bytes + start, text->bytes + from, text->length - from + 1);
	text->length -= from - start;
	return true;
}

static int
read_lines(int file, off_t from, struct text *text)
{
	struct line_splitter lines = LINES_EMPTY;
	char bytes[8192];
	ssize_t count;
	off_t left = TAIL_MOST;
	int error = 0;

	if (from && lseek(file, from, SEEK_SET) < 0)
		return errno;
	while (left > 0 && (count = read(file, bytes, sizeof(bytes))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			error = errno;
			break;
		}
		lines_add(&lines, bytes, (size_t)count, append_line, text);
		left -= count;
	}
	lines_end(&lines, append_line, text);
	lines_free(&lines);
	return error;
}

int
lines_read_last(const char *path, size_t most, struct text *text, bool *cut)
{
	const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	const size_t start = text->length;
	struct stat status;
	int error = 0;

	*cut = false;
	if (file < 0)
		return errno;
	if (fstat(file, &status))
		error = errno;
	else if (!S_ISREG(status.st_mode))
		error = EINVAL;
	else {
		*cut = status.st_size > TAIL_MOST;
		error = read_lines(file, *cut ? status.st_size - TAIL_MOST : 0, text);
	}
	close(file);
	if (text->length > start && keep_last(text, start, most))
		*cut = true;
	return error;
}

/* The path of a log, and its lines below it, each indented. */
static void
append_log(struct text *text, const char *log, const struct text *tail, size_t most, bool cut,
	int error)
{
	lines_append_string(text, log);
	text_append_string(text, error ? ": " : ":\n");
	if (error) {
		text_append_string(text, strerror(error));
		text_append_character(text, '\n');
		return;
	}
	if (cut) {
		text_format(text, "    (the last %zu lines; the rest is in ", most);
		lines_append_string(text, log);
		text_append_string(text, ")\n");
	}
	for (size_t start = 0; start < tail->length;) {
		const char *line = tail->bytes + start;
		const size_t length = (size_t)(strchr(line, '\n') + 1 - line);

		text_append_string(text, "    ");
		text_append(text, line, length);
		start += length;
	}
}

void
lines_cut_front(struct text *lines, size_t most)
{
	struct text rest = TEXT_EMPTY;

	if (lines->length <= most)
		return;
	const char *tail = lines->bytes + lines->length - most, *stop = strchr(tail, '\n');

	while (((unsigned char)*tail & 0xC0) == 0x80)
		tail++;
	text_append_string(&rest, stop && stop[1] ? stop + 1 : tail);
	text_free(lines);
	*lines = rest;
}

void
lines_append_log(struct text *text, const char *path, size_t most)
{
	struct text tail = TEXT_EMPTY;
	bool cut;
	const int error = lines_read_last(path, most, &tail, &cut);

	append_log(text, path, &tail, most, cut, error);
	text_free(&tail);
}
