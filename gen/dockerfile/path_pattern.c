#include "dockerfile/path_pattern.h"

#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

const char *
path_clean(struct arena *arena, const char *path, bool *goes_up)
{
	char *clean = arena_string(arena, path);
	size_t length = 0;

	*goes_up = false;
	while (*path) {
		const size_t part = strcspn(path, "/");

		if (part == 2 && strncmp(path, "..", 2) == 0) {
			*goes_up = true;
			while (length && clean[--length] != '/')
				;
		} else if (part && !(part == 1 && *path == '.')) {
			if (length)
				clean[length++] = '/';
			memmove(clean + length, path, part);
			length += part;
		}
		path += part + (path[part] == '/');
	}
	clean[length] = '\0';
	return clean;
}

bool
path_is_pattern(const char *path)
{
	return strpbrk(path, "*?[\\");
}

/* Takes a character of a [...], which may stand behind a \. */
static char
take_character(const char **at)
{
	if (**at == '\\' && (*at)[1])
		(*at)++;
	return **at ? *(*at)++ : '\0';
}

/* Whether the [...] behind `*at` has the character; `*at` is then behind it. */
static bool
matches_set(const char **at, char character)
{
	const bool negated = **at == '^';
	bool found = false;

	*at += negated;
	do {
		const char low = take_character(at);
		char high = low;

		if (**at == '-' && (*at)[1] && (*at)[1] != ']') {
			(*at)++;
			high = take_character(at);
		}
		found |= (unsigned char)low <= (unsigned char)character &&
			 (unsigned char)character <= (unsigned char)high;
	} while (**at && **at != ']');
	*at += **at == ']';
	return found != negated;
}

/* Whether one character of the pattern, not a *, matches; `*at` is then behind it. */
static bool
matches_one(const char **at, char character)
{
	if (!character)
		return false;
	if (**at == '?' || **at == '[') {
		const bool any = *(*at)++ == '?';

		return (any || matches_set(at, character)) && character != '/';
	}
	return **at && take_character(at) == character;
}

bool
path_matches(const char *pattern, const char *path)
{
	const char *star = NULL, *tried = NULL;

	for (;;) {
		if (!*pattern && (!*path || *path == '/'))
			return true;
		if (*pattern == '*') {
			star = ++pattern;
			tried = path;
			continue;
		}
		if (matches_one(&pattern, *path)) {
			path++;
			continue;
		}
		/* The last * takes one character more. */
		if (!star || !*tried || *tried == '/')
			return false;
		pattern = star;
		path = ++tried;
	}
}
