#include "dockerfile/instruction.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "support/text.h"
#include "support/banned.h"

static const char blanks[] = " \t\r";

static bool
is_blank(char character)
{
	return character && strchr(blanks, character);
}

/*
 * What stands behind the line continuation at `at`: a \ or a ` (either may be the escape
 * character), the line break, and comments and empty lines. NULL if there is no continuation.
 */
static const char *
behind_continuation(const char *at)
{
	if (*at != '\\' && *at != '`')
		return NULL;
	at++;
	at += strspn(at, blanks);
	if (*at != '\n')
		return NULL;
	for (;;) {
		const char *line = at + 1 + strspn(at + 1, blanks);

		if (*line == '#')
			line += strcspn(line, "\n");
		if (*line != '\n')
			return line;
		at = line;
	}
}

static const char *
skip_blanks(const char *at)
{
	const char *next;

	while ((next = behind_continuation(at)) || is_blank(*at))
		at = next ? next : at + 1;
	return at;
}

/* Takes a word without its quotes and escapes; returns what stands behind it. */
static const char *
take_word(const char *at, struct text *word)
{
	char quote = '\0';

	text_clear(word);
	while (*at && *at != '\n' && (quote || !is_blank(*at))) {
		const char *next = behind_continuation(at);

		if (next) {
			at = next;
			continue;
		}
		if (*at == quote || (!quote && (*at == '"' || *at == '\''))) {
			quote = quote ? '\0' : *at;
			at++;
			continue;
		}
		if (*at == '\\' && at[1] && at[1] != '\n')
			at++;
		text_append_character(word, *at++);
	}
	return at;
}

/*
 * What stands behind the instruction `name` at the start of a line; NULL if the line has another
 * one.
 */
static const char *
behind_name(const char *line, const char *name)
{
	const size_t length = strlen(name);

	if (strncasecmp(line, name, length) != 0 || skip_blanks(line + length) == line + length)
		return NULL;
	return skip_blanks(line + length);
}

const char *
instruction_find(const char **rest, const char *name)
{
	while (*rest) {
		const char *line = *rest + (**rest == '\n');

		*rest = strchr(line, '\n');
		line += strspn(line, blanks);
		const char *onbuild = behind_name(line, "ONBUILD");
		const char *found = behind_name(onbuild ? onbuild : line, name);

		if (found)
			return found;
	}
	return NULL;
}

bool
instruction_take_flag(const char **at, struct text *flag)
{
	*at = skip_blanks(*at);
	if (strncmp(*at, "--", 2) != 0)
		return false;
	*at = take_word(*at, flag);
	return true;
}
