#include "dockerfile/directives.h"

#include <ctype.h>
#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

static size_t
blanks(const char *line, size_t length, size_t from)
{
	while (from < length && strchr(" \t\r\v\f", line[from]) && line[from])
		from++;
	return from;
}

/* Reads the line as NAME=VALUE behind its # or //; false if it is something else. */
static bool
read_line(struct arena *arena, const char *line, size_t length,
	struct dockerfile_directive *directive)
{
	size_t at = blanks(line, length, 0);

	if (at < length && line[at] == '#')
		at++;
	else if (at + 1 < length && line[at] == '/' && line[at + 1] == '/')
		at += 2;
	else
		return false;
	const size_t name = blanks(line, length, at);

	for (at = name; at < length && isalnum((unsigned char)line[at]);)
		at++;
	const size_t equals = blanks(line, length, at);

	if (at == name || equals == length || line[equals] != '=')
		return false;
	const size_t value = blanks(line, length, equals + 1);

	while (length > value && blanks(line, length, length - 1) == length)
		length--;
	char *lower = arena_copy(arena, line + name, at - name);

	for (char *letter = lower; *letter; letter++)
		*letter = (char)tolower((unsigned char)*letter);
	directive->name = lower;
	directive->value = arena_copy(arena, line + value, length - value);
	return length > value;
}

struct dockerfile_directive *
directives_read(struct arena *arena, const char *bytes, size_t length, size_t *count)
{
	struct dockerfile_directive *directives = NULL;
	size_t start = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	bool may_be_shebang = true;

	*count = 0;
	while (start < length) {
		const char *line = bytes + start, *end = memchr(line, '\n', length - start);
		const size_t size = end ? (size_t)(end - line) : length - start;
		struct dockerfile_directive directive = {
			.start = (uint32_t)start, .end = (uint32_t)(start + size)};

		if (read_line(arena, line, size, &directive))
			*ARENA_ADD(arena, directives, *count) = directive;
		else if (!may_be_shebang || size < 2 || memcmp(line, "#!", 2) != 0)
			break;
		may_be_shebang = false;
		start += size + 1;
	}
	return directives;
}
