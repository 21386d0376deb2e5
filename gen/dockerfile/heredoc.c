#include "dockerfile/heredoc.h"

#include <ctype.h>
#include <string.h>

#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether the line has ${NAME with something behind the name that not all versions read. */
static bool
has_doubtful_variable(const char *line)
{
	for (const char *at = line; (at = strstr(at, "${")); at += 2) {
		const char *behind = at + 2;

		while (isalnum((unsigned char)*behind) || *behind == '_')
			behind++;
		if (behind == at + 2 || *behind != '}')
			return true;
	}
	return false;
}

/* Takes the quotes off the name of a here-document. */
static struct heredoc_start
start_of(struct arena *arena, const char *word, const char *end)
{
	struct heredoc_start start = {.expands = true, .strips_tabs = *word == '-'};
	struct text name = TEXT_EMPTY;
	char quote = '\0';

	for (const char *at = word + start.strips_tabs; at < end; at++) {
		const bool opens = !quote && (*at == '"' || *at == '\'');

		if (opens || (quote && *at == quote)) {
			quote = opens ? *at : '\0';
			start.expands = false;
			continue;
		}
		if (*at == '\\' && quote != '\'' && at + 1 < end) {
			at++;
			start.expands = false;
		}
		text_append_character(&name, *at);
	}
	start.name = arena_copy(arena, name.bytes, name.length);
	text_free(&name);
	return start;
}

/* Where <NAME starts behind DIGITS<< in the word; NULL if the word starts no here-document. */
static const char *
behind_arrows(const char *word, const char *end)
{
	while (isdigit((unsigned char)*word))
		word++;
	if (end - word < 3 || strncmp(word, "<<", 2) != 0 ||
		memchr(word + 2, '<', (size_t)(end - word - 2)))
		return NULL;
	return end - word == 3 && word[2] == '-' ? NULL : word + 2;
}

struct heredoc_start *
heredoc_find(struct arena *arena, const char *line, size_t *count, bool *is_doubtful)
{
	struct heredoc_start *starts = NULL;
	bool is_open = false;

	*count = 0;
	*is_doubtful = false;
	if (!strstr(line, "<<"))
		return NULL;
	for (const char *at = line, *end; *at; at = end) {
		const size_t blank = words_blank(at);

		end = blank ? at + blank : words_end_of_quoted(at, '\\', &is_open);
		const char *word = blank ? NULL : behind_arrows(at, end);

		if (!word)
			continue;
		*ARENA_ADD(arena, starts, *count) = start_of(arena, word, end);
		*is_doubtful |= memchr(word, '$', (size_t)(end - word)) != NULL;
	}
	*is_doubtful |= *count && (is_open || has_doubtful_variable(line));
	return starts;
}
