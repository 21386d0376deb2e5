#include "build/target/run_flags.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

static const char blanks[] = " \t\r";

/* Behind the line break that a \ or ` (whichever "# escape" has made it) goes on past; NULL where `at` is none. */
static const char *
continuation(const char *at)
{
	if (*at != '\\' && *at != '`')
		return NULL;
	at++;
	at += strspn(at, blanks);
	if (*at != '\n')
		return NULL;
	for (;;) {
		const char *line = at + 1 + strspn(at + 1, blanks);

		/* Comments and empty lines in between are left out. */
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

	while ((next = continuation(at)) || strchr(" \t\r", *at ? *at : 'x'))
		at = next ? next : at + 1;
	return at;
}

/* Takes a word without its quotes and escapes; what stands behind it. */
static const char *
take_word(const char *at, struct text *word)
{
	char quote = '\0';

	text_clear(word);
	while (*at && *at != '\n' && (quote || !strchr(blanks, *at))) {
		const char *next = continuation(at);

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

/* Whether the word is this flag with a value that is none of the two. */
static bool
asks(const struct text *word, const char *flag, const char *harmless, const char *other)
{
	const size_t length = strlen(flag);

	return word->length && strncasecmp(word->bytes, flag, length) == 0 &&
	       strcmp(word->bytes + length, harmless) != 0 &&
	       strcmp(word->bytes + length, other) != 0;
}

static void
add_flags(struct string_list *wanted, const char *at)
{
	struct text word = TEXT_EMPTY;

	for (at = skip_blanks(at); strncmp(at, "--", 2) == 0; at = skip_blanks(at)) {
		at = take_word(at, &word);
		if (asks(&word, "--network=", "default", "none"))
			string_list_add(wanted, "network.host");
		if (asks(&word, "--security=", "sandbox", "sandbox"))
			string_list_add(wanted, "security.insecure");
		if (word.length && strncasecmp(word.bytes, "--device=", 9) == 0)
			string_list_add(wanted, "device=*");
	}
	text_free(&word);
}

/* Behind the instruction `name` at the start of a line; NULL if it is another one. */
static const char *
behind(const char *line, const char *name)
{
	const size_t length = strlen(name);

	if (strncasecmp(line, name, length) != 0 || skip_blanks(line + length) == line + length)
		return NULL;
	return skip_blanks(line + length);
}

void
run_flags_add_wanted(struct string_list *wanted, const char *dockerfile)
{
	for (const char *line = dockerfile; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		line += strspn(line, blanks);
		const char *onbuild = behind(line, "ONBUILD");
		const char *flags = behind(onbuild ? onbuild : line, "RUN");

		if (flags)
			add_flags(wanted, flags);
	}
}
