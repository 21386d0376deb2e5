#include "family/structure/expression.h"

#include <ctype.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/* Where the reading of an expression is. */
struct translation {
	const char *at;
	struct text *to;
	const char *why;
	bool repeated; /* the last thing was a quantifier */
};

static void
copy(struct translation *translation, size_t length)
{
	text_append(translation->to, translation->at, length);
	translation->at += length;
}

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* The length of {3}, {3,} or {3,5}; 0 if it is none. */
static size_t
length_of_repeat(const char *at)
{
	const char *end = at + 1 + strspn(at + 1, "0123456789");

	if (end == at + 1)
		return 0;
	if (*end == ',')
		end += 1 + strspn(end + 1, "0123456789");
	return *end == '}' ? (size_t)(end + 1 - at) : 0;
}

/* Copies what stands between \Q and \E. */
static void
read_quoted(struct translation *translation)
{
	const char *end = strstr(translation->at, "\\E");

	copy(translation, end ? (size_t)(end + 2 - translation->at) : strlen(translation->at));
}

/* What stands behind a backslash; `in_class` if between brackets. */
static void
read_escape(struct translation *translation, bool in_class)
{
	const char letter = translation->at[1];

	if (letter == 'Q' && !in_class) {
		read_quoted(translation);
	} else if (letter == 'v') { /* pcre2: any vertical space */
		text_append_string(translation->to, "\\x0b");
		translation->at += 2;
	} else if (letter == 's') { /* pcre2: \v too */
		text_append_string(translation->to, in_class ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]");
		translation->at += 2;
	} else if (letter == 'S' && !in_class) {
		text_append_string(translation->to, "[^\\t\\n\\f\\r ]");
		translation->at += 2;
	} else if (letter >= '1' && letter <= '9' &&
		   !(letter < '8' && is_digit(translation->at[2]))) {
		translation->why = "it refers back";
	} else if (letter && strchr("pPx", letter) && translation->at[2] == '{') {
		copy(translation, 2 + strcspn(translation->at + 2, "}"));
	} else if (letter && (strchr("aftnrdDSwWpPx01234567", letter) ||
				     (!in_class && strchr("AbBz", letter)) ||
				     ispunct((unsigned char)letter))) {
		copy(translation, 2);
	} else {
		translation->why = letter ? "Go knows no such character behind a backslash"
					  : "nothing stands behind the backslash";
	}
}

static void
read_class(struct translation *translation)
{
	copy(translation, 1);
	if (*translation->at == '^')
		copy(translation, 1);
	if (*translation->at == ']')
		copy(translation, 1);
	while (*translation->at && *translation->at != ']' && !translation->why) {
		const char *end = strncmp(translation->at, "[:", 2) == 0
					  ? strstr(translation->at, ":]")
					  : NULL;

		if (end)
			copy(translation, (size_t)(end + 2 - translation->at));
		else if (*translation->at == '[') /* pcre2 takes [. and [= for more */
			text_append_string(translation->to, "\\["), translation->at++;
		else if (*translation->at == '\\')
			read_escape(translation, true);
		else
			copy(translation, 1);
	}
	if (*translation->at)
		copy(translation, 1);
}

/* The start of a group: ( (?: (?i) (?i:  (?P<name> (?<name> */
static void
read_group(struct translation *translation)
{
	const char *at = translation->at + 1;

	if (*at == '*') {
		translation->why = "nothing stands in front of the *";
		return;
	}
	if (*at == '?') {
		const char *flags = at + 1 + strspn(at + 1, "imsU-");
		const bool named =
			at[1] == 'P' ? at[2] == '<' : at[1] == '<' && at[2] != '=' && at[2] != '!';

		if (!named && *flags != ':' && *flags != ')') {
			translation->why =
				"Go has no such group, as those that look ahead or behind";
			return;
		}
		/* A group of flags alone is whole. */
		copy(translation,
			named || *flags == ':' ? 2 : (size_t)(flags + 1 - translation->at));
		return;
	}
	copy(translation, 1);
}

static void
read_quantifier(struct translation *translation, size_t length)
{
	if (translation->repeated) {
		translation->why = "a quantifier stands behind another one";
		return;
	}
	copy(translation, length);
	if (*translation->at == '?')
		copy(translation, 1);
	translation->repeated = true;
}

static void
read_one(struct translation *translation)
{
	const bool repeated = translation->repeated;
	const size_t repeat = *translation->at == '{' ? length_of_repeat(translation->at) : 0;

	translation->repeated = false;
	if (*translation->at == '\\') {
		read_escape(translation, false);
	} else if (*translation->at == '[') {
		read_class(translation);
	} else if (*translation->at == '(') {
		read_group(translation);
	} else if (strchr("*+?", *translation->at) || repeat) {
		translation->repeated = repeated;
		read_quantifier(translation, repeat ? repeat : 1);
	} else if (*translation->at == '{') { /* {,5} is a quantifier for pcre2 alone */
		text_append_string(translation->to, "\\{");
		translation->at++;
	} else {
		copy(translation, 1);
	}
}

bool
expression_translate(const char *expression, struct text *translated, const char **why)
{
	struct translation translation = {.at = expression, .to = translated};

	while (*translation.at && !translation.why)
		read_one(&translation);
	*why = translation.why;
	return !translation.why;
}
