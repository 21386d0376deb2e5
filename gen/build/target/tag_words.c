#include "build/target/tag_words.h"

#include <ctype.h>
#include <string.h>

#include "build/target/build_version.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static const char numbers[] = "0123456789.";
static const char no_time[] = "1970-01-01T00:00:00Z"; /* of what has no commit */

/* The text in front of the first `end`, or all of it. */
static const char *
in_front(struct arena *arena, const char *text, char end)
{
	const char *at = strchr(text, end);

	return at ? arena_copy(arena, text, (size_t)(at - text)) : text;
}

struct tag_words
tag_words_of(struct arena *arena, const struct version *version)
{
	const bool released = version->text[strspn(version->text, numbers)] == '\0';
	const char *dot = released ? strchr(version->text, '.') : NULL;

	return (struct tag_words){
		.version = version->text,
		.major = released ? in_front(arena, version->text, '.') : "",
		.minor = dot ? in_front(arena, dot + 1, '.') : "",
		.date = strcmp(version->created, no_time) == 0
				? ""
				: in_front(arena, version->created, 'T'),
		.output = "",
	};
}

/* A word behind a %, by its name; the version has none. */
struct word {
	const char *name, *value;
};

enum { WORDS = 5 };

/* The word that a % at `at` stands for. */
static const struct word *
find_word(const struct word words[static WORDS], const char *at)
{
	size_t i = 0;

	while (i < WORDS - 1 && strncmp(at + 1, words[i].name, strlen(words[i].name)) != 0)
		i++;
	return &words[i];
}

const char *
tag_words_fill(const struct tag_words *words, struct arena *arena, const char *tag)
{
	const struct word all[WORDS] = {{"MAJOR", words->major}, {"MINOR", words->minor},
		{"DATE", words->date}, {"OUTPUT", words->output}, {"", words->version}};
	const char *mark = strchr(tag, '%');
	struct text text = TEXT_EMPTY;
	bool whole = true;

	if (!mark)
		return tag;
	for (; mark; mark = strchr(tag, '%')) {
		const struct word *word = find_word(all, mark);

		text_append(&text, tag, (size_t)(mark - tag));
		text_append_string(&text, word->value);
		whole = whole && *word->value;
		tag = mark + 1 + strlen(word->name);
	}
	text_append_string(&text, tag);
	const char *filled = whole ? arena_copy(arena, text.bytes, text.length) : NULL;

	text_free(&text);
	return filled;
}

bool
tag_has_version(const char *tag)
{
	const char *at = strchr(tag, '%');

	/* The other words follow their marks in capital letters. */
	while (at && isupper((unsigned char)at[1]))
		at = strchr(at + 1, '%');
	return at;
}

bool
tag_has_number(const char *tag)
{
	return tag_has_version(tag) || strstr(tag, "%M");
}
