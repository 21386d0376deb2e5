#include "dockerfile/ignored_files.h"

#include <string.h>

#include "dockerfile/path_pattern.h"
#include "support/arena.h"
#include "support/banned.h"

/*
 * Comparisons of one Dockerfile, the longest list, which each variant reads, and the longest
 * pattern; behind them, nothing is left out.
 */
enum { STEPS_MOST = 50 * 1000, LIST_LONGEST = 16 * 1024, PATTERN_LONGEST = 255 };

static bool
is_blank(char character)
{
	return character == ' ' || (character >= '\t' && character <= '\r');
}

/* Removes blanks at both ends. */
static void
trim(const char **at, size_t *length)
{
	for (; *length && is_blank(**at); (*at)++)
		(*length)--;
	while (*length && is_blank((*at)[*length - 1]))
		(*length)--;
}

/* The pattern as Go cleans a path. NULL if it has `..` or is not read alike by all engines. */
static const char *
clean(struct arena *arena, const char *at, size_t length)
{
	const char *pattern = arena_copy(arena, at, length);
	bool goes_up;

	if (strlen(pattern) != length || length > PATTERN_LONGEST ||
		strpbrk(pattern, "[]\\+(){}|^"))
		return NULL;
	const char *path = path_clean(arena, pattern, &goes_up);

	return goes_up ? NULL : path;
}

struct ignored_files
ignored_files_read(struct arena *arena, const char *bytes, size_t length)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct ignored_files ignored = {0};
	const char *at = bytes, *end = bytes + length;

	if (length > LIST_LONGEST)
		return ignored;
	if (length >= 3 && memcmp(bytes, mark, 3) == 0)
		at += 3;
	while (at < end) {
		const char *line = at, *newline = memchr(at, '\n', (size_t)(end - at));
		size_t rest = (size_t)((newline ? newline : end) - at);
		const bool is_comment = *line == '#';

		at += rest + (newline != NULL);
		trim(&line, &rest);
		if (is_comment || !rest)
			continue;
		const bool takes_back = *line == '!';

		line += takes_back;
		rest -= takes_back;
		trim(&line, &rest);
		const char *path = rest ? clean(arena, line, rest) : NULL;

		if (!path)
			return (struct ignored_files){0};
		if (*path)
			*ARENA_ADD(arena, ignored.patterns, ignored.count) =
				(struct ignored_pattern){path, takes_back};
	}
	return ignored;
}

/* Enters the place `at` of the pattern, and those behind it that a * without characters leads to. */
static void
enter(const char *pattern, size_t at, bool *places)
{
	while (places[at] = true, pattern[at] == '*')
		at += pattern[at + 1] != '*' ? 1 : pattern[at + 2] == '/' ? 3 : 2;
}

/* Sets in `next` where the pattern is behind `character`, if it was at the place `at` before. */
static void
step(const char *pattern, size_t at, char character, bool *next)
{
	if (pattern[at] == '*' && pattern[at + 1] == '*') {
		const size_t behind = at + (pattern[at + 2] == '/' ? 3 : 2);

		/* Before anything else, ** stands for whole folders. */
		next[at] = true;
		if (!pattern[behind] || character == '/')
			enter(pattern, behind, next);
	} else if (pattern[at] == '*' && character != '/')
		enter(pattern, at, next);
	else if (pattern[at] == '?' ? character != '/' : pattern[at] == character)
		enter(pattern, at + 1, next);
}

/* Whether the pattern matches the path, or a folder that it is in. */
static bool
matches(struct ignored_files *ignored, const char *pattern, const char *path, size_t length)
{
	const size_t end = strlen(pattern);
	bool places[2][PATTERN_LONGEST + 1] = {0};
	bool any = true;

	enter(pattern, 0, places[0]);
	for (size_t i = 0; i < length && any; i++) {
		bool *now = places[i % 2], *next = places[(i + 1) % 2];

		if (path[i] == '/' && now[end])
			return true;
		memset(next, 0, end + 1);
		any = false;
		for (size_t at = 0; at < end; at++)
			if (now[at]) {
				step(pattern, at, path[i], next);
				any = true;
			}
		ignored->steps += end;
	}
	return any && places[length % 2][end];
}

bool
ignored_files_has(struct ignored_files *ignored, const char *path, size_t length)
{
	for (size_t i = ignored->count; i-- > 0 && ignored->steps < STEPS_MOST;)
		if (matches(ignored, ignored->patterns[i].path, path, length))
			return !ignored->patterns[i].takes_back;
	return false;
}
