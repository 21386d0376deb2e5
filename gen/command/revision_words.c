#include "command/revision_words.h"

#include <string.h>

#include "command/options.h"
#include "review/sides.h"
#include "support/arena.h"
#include "support/banned.h"

static const char *
or_head(const char *revision)
{
	return *revision ? revision : "HEAD";
}

struct revisions
revisions_of_word(struct arena *arena, const char *word)
{
	const char *dots = strstr(word, "..");

	if (!dots)
		return (struct revisions){.before = word};
	const bool from_base = dots[2] == '.';

	return (struct revisions){or_head(arena_copy(arena, word, (size_t)(dots - word))),
		or_head(dots + 2 + from_base), from_base};
}

bool
call_revisions(const struct call *call, struct arena *arena, struct revisions *revisions)
{
	char **words = call->words;

	if (!call_has_words(call, 0, 2, "at most two revisions"))
		return false;
	if (call->word_count == 2 && (strstr(words[0], "..") || strstr(words[1], ".."))) {
		call_mistake(call, "invalid revisions '%s %s': expected A, A B, A..B or A...B",
			words[0], words[1]);
		return false;
	}
	*revisions = revisions_of_word(arena, call->word_count ? words[0] : "HEAD");
	if (call->word_count == 2)
		revisions->after = words[1];
	return true;
}
