/*
 * The arguments of an instruction as words (BuildKit's parsers of "Format" and "ARG", "ENV",
 * "LABEL").
 */
#ifndef DOCKERFILE_WORDS_H
#define DOCKERFILE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct dockerfile_flag;
struct dockerfile_instruction;
struct dockerfile_word;

/*
 * The arguments as words: the items of the JSON form (where the instruction has one and `is_json`
 * is not NULL, it is set), else what stands between blanks, with its quotes and escapes.
 */
struct dockerfile_word *
dockerfile_words(struct arena *arena, const struct dockerfile_instruction *instruction,
	size_t *count, bool *is_json);

/*
 * The arguments NAME=VALUE of ARG, ENV and LABEL as words, with their quotes and escapes; a blank
 * between quotes or behind `escape` belongs to the word.
 */
struct dockerfile_word *
dockerfile_pairs(struct arena *arena, const struct dockerfile_instruction *instruction, char escape,
	size_t *count);

/* Whether the arguments are a JSON list with something behind it: earlier engines leave that out. */
bool
words_is_json_and_more(struct arena *arena, const struct dockerfile_instruction *instruction);

/* The length of the blank beyond ASCII that starts at `at`, as Go sees it; 0 if there is none. */
size_t
words_blank_of_unicode(const char *at);

/* The length of the blank that starts at `at`, of ASCII or any other; 0 if there is none. */
static inline size_t
words_blank(const char *at)
{
	const unsigned char byte = (unsigned char)*at;

	if (byte > ' ' && byte < 0xC2)
		return 0;
	return byte == ' ' || (byte >= '\t' && byte <= '\r') ? 1 : words_blank_of_unicode(at);
}

/*
 * The end of the word at `at`, in which a blank between quotes or behind `escape` is no end; single
 * quotes take the escape as it is. Sets `*is_open`, unless that is NULL, if a quote
 * has no end.
 */
const char *
words_end_of_quoted(const char *at, char escape, bool *is_open);

/*
 * Takes the flags that start at `*at` from the one line `line`, as BuildKit does. `*at` is then
 * where the arguments start. Places of flags are offsets in the line.
 */
struct dockerfile_flag *
words_take_flags(struct arena *arena, const char *line, const char **at, size_t *count);

/* The byte of the Dockerfile that was read to the byte `joined` of the instruction's one line. */
uint32_t
words_place(const struct dockerfile_instruction *instruction, uint32_t joined);

#endif
