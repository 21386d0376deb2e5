#include "dockerfile/words.h"

#include <string.h>

#include "dockerfile/dockerfile.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static bool
is_ascii_blank(char character)
{
	return character == ' ' || (character >= '\t' && character <= '\r');
}

size_t
words_blank_of_unicode(const char *at)
{
	uint32_t point;

	if ((unsigned char)*at < 0xC2 || (unsigned char)*at > 0xE3)
		return 0;
	const size_t length = text_decode(at, strnlen(at, 4), &point);
	const bool blank = length && (point == 0x85 || point == 0xA0 || point == 0x1680 ||
					     (point >= 0x2000 && point <= 0x200A) ||
					     point == 0x2028 || point == 0x2029 ||
					     point == 0x202F || point == 0x205F || point == 0x3000);

	return blank ? length : 0;
}

uint32_t
words_place(const struct dockerfile_instruction *instruction, uint32_t joined)
{
	size_t low = 0, high = instruction->piece_count;

	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;

		if (instruction->pieces[middle].joined <= joined)
			low = middle;
		else
			high = middle;
	}
	return instruction->pieces[low].start + (joined - instruction->pieces[low].joined);
}

const char *
words_end_of_quoted(const char *at, char escape, bool *is_open)
{
	char quote = '\0';

	for (; *at && (quote || !words_blank(at)); at++) {
		if (*at == escape && quote != '\'' && at[1])
			at++;
		else if (*at == quote)
			quote = '\0';
		else if (!quote && (*at == '"' || *at == '\''))
			quote = *at;
	}
	if (is_open && quote)
		*is_open = true;
	return at;
}

static const char *
end_of_plain(const char *at)
{
	while (*at && !is_ascii_blank(*at))
		at++;
	return at;
}

static struct dockerfile_word
word_of(struct arena *arena, const struct dockerfile_instruction *instruction, const char *start,
	const char *end)
{
	const uint32_t from = (uint32_t)(start - instruction->arguments);
	const uint32_t joined = instruction->arguments_joined + from;
	const size_t length = (size_t)(end - start);

	return (struct dockerfile_word){
		.text = arena_copy(arena, start, length),
		.start = words_place(instruction, joined),
		.end = words_place(instruction, joined + (uint32_t)length - (length ? 1 : 0)) +
		       (length ? 1 : 0),
	};
}

/* The value of four hexadecimal digits at `at`; more than 0xFFFF if there are not four. */
static uint32_t
hexadecimal(const char *at)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		const char digit =
			(char)(at[i] >= 'A' && at[i] <= 'F' ? at[i] + ('a' - 'A') : at[i]);
		const char *found = digit ? strchr(digits, digit) : NULL;

		if (!found)
			return UINT32_MAX;
		value = value * 16 + (uint32_t)(found - digits);
	}
	return value;
}

/* Takes what stands behind a backslash of a JSON string; NULL if nothing may. */
static const char *
take_escape(const char *at, struct text *text)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found = *at ? strchr(names, *at) : NULL;

	if (found) {
		text_append_character(text, meant[found - names]);
		return at + 1;
	}
	const uint32_t point = *at == 'u' ? hexadecimal(at + 1) : UINT32_MAX;

	if (point > 0xFFFF)
		return NULL;
	text_append_code_point(text, point ? point : 1);
	return at + 5;
}

/*
 * Takes a JSON string that starts behind its quote; returns what is behind it, NULL if it is none.
 */
static const char *
take_string(const char *at, struct text *text)
{
	text_clear(text);
	while (at && (unsigned char)*at >= ' ' && *at != '"') {
		if (*at == '\\')
			at = take_escape(at + 1, text);
		else
			text_append_character(text, *at++);
	}
	return at && *at == '"' ? at + 1 : NULL;
}

static const char *
skip_blanks(const char *at)
{
	while (is_ascii_blank(*at))
		at++;
	return at;
}

/*
 * The items of the JSON list of strings that starts the arguments, and what is behind it in
 * `*behind`; NULL if none starts there.
 */
static struct dockerfile_word *
read_json(struct arena *arena, const struct dockerfile_instruction *instruction, size_t *count,
	const char **behind)
{
	const char *at = skip_blanks(instruction->arguments);
	struct dockerfile_word *words = NULL;
	struct text text = TEXT_EMPTY;
	bool more = *at == '[';

	*count = 0;
	at = skip_blanks(at + more);
	if (more && *at == ']')
		more = false, words = arena_allocate(arena, sizeof(*words));
	while (more && *at == '"') {
		const char *start = at;

		at = take_string(at + 1, &text);
		if (!at)
			break;
		struct dockerfile_word word = word_of(arena, instruction, start, at);

		word.text = arena_copy(arena, text.bytes, text.length);
		*ARENA_ADD(arena, words, *count) = word;
		at = skip_blanks(at);
		more = *at == ',';
		if (more)
			at = skip_blanks(at + 1);
	}
	text_free(&text);
	if (more || !at || *at != ']')
		return NULL;
	*behind = skip_blanks(at + 1);
	return words;
}

bool
words_is_json_and_more(struct arena *arena, const struct dockerfile_instruction *instruction)
{
	const char *behind = "";
	size_t count;

	return read_json(arena, instruction, &count, &behind) && *behind;
}

struct dockerfile_word *
dockerfile_words(struct arena *arena, const struct dockerfile_instruction *instruction,
	size_t *count, bool *is_json)
{
	const char *behind = "";
	struct dockerfile_word *words =
		is_json ? read_json(arena, instruction, count, &behind) : NULL;

	if (*behind)
		words = NULL;
	if (is_json)
		*is_json = words;
	if (words)
		return words;
	*count = 0;
	for (const char *at = instruction->arguments, *end; *(at = skip_blanks(at)); at = end) {
		end = end_of_plain(at);
		*ARENA_ADD(arena, words, *count) = word_of(arena, instruction, at, end);
	}
	return words;
}

struct dockerfile_word *
dockerfile_pairs(struct arena *arena, const struct dockerfile_instruction *instruction, char escape,
	size_t *count)
{
	struct dockerfile_word *words = NULL;

	*count = 0;
	for (const char *at = instruction->arguments, *end; *at; at = end) {
		const size_t blank = words_blank(at);

		end = blank ? at + blank : words_end_of_quoted(at, escape, NULL);
		if (!blank)
			*ARENA_ADD(arena, words, *count) = word_of(arena, instruction, at, end);
	}
	return words;
}

/* Takes a flag without its quotes and escapes, which are backslashes whatever `# escape=` says. */
static const char *
take_flag(const char *at, struct text *flag)
{
	char quote = '\0';

	text_clear(flag);
	for (; *at && (quote || !words_blank(at)); at++) {
		if (*at == quote || (!quote && (*at == '"' || *at == '\''))) {
			quote = quote ? '\0' : *at;
			continue;
		}
		if (*at == '\\' && !*++at)
			break;
		text_append_character(flag, *at);
	}
	return at;
}

static const char *
skip_all_blanks(const char *at)
{
	for (size_t blank; (blank = words_blank(at));)
		at += blank;
	return at;
}

struct dockerfile_flag *
words_take_flags(struct arena *arena, const char *line, const char **at, size_t *count)
{
	struct dockerfile_flag *flags = NULL;
	struct text text = TEXT_EMPTY;

	*count = 0;
	while (*at = skip_all_blanks(*at), strncmp(*at, "--", 2) == 0) {
		const char *start = *at;

		*at = take_flag(start, &text);
		if (strcmp(text.bytes, "--") == 0) {
			*at = skip_all_blanks(*at);
			break;
		}
		char *name = arena_copy(arena, text.bytes + 2, text.length - 2);
		char *equals = strchr(name, '=');

		*ARENA_ADD(arena, flags, *count) =
			(struct dockerfile_flag){name, equals ? equals + 1 : NULL,
				(uint32_t)(start - line), (uint32_t)(*at - line)};
		if (equals)
			*equals = '\0';
	}
	text_free(&text);
	return flags;
}
