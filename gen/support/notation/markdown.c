#include "support/notation/markdown.h"

#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/*
 * The string as an HTML element in which every special character is escaped. In a code span, a |
 * behind a \ would end the cell, and nothing can escape it; and there is no empty span.
 */
static void
append_element(struct text *text, const char *string)
{
	text_append_string(text, "<code>");
	for (; *string; string++) {
		if ((*string >= '!' && *string <= '/') || (*string >= ':' && *string <= '@') ||
			(*string >= '[' && *string <= '`') || (*string >= '{' && *string <= '~'))
			text_format(text, "&#%d;", *string);
		else
			text_append_character(text, *string);
	}
	text_append_string(text, "</code>");
}

static void
append_span(struct text *text, const char *string)
{
	text_append_character(text, '`');
	for (; *string; string++) {
		if (*string == '|')
			text_append_character(text, '\\');
		text_append_character(text, *string == '`' ? '\'' : *string);
	}
	text_append_character(text, '`');
}

void
markdown_append_code(struct text *text, const char *string)
{
	struct text visible = TEXT_EMPTY;

	text_append_visible(&visible, string, strlen(string));
	if (!visible.length || strstr(visible.bytes, "\\|"))
		append_element(text, visible.bytes);
	else
		append_span(text, visible.bytes);
	text_free(&visible);
}

void
markdown_append_start(struct text *text, const char *string, size_t most)
{
	struct text start = TEXT_EMPTY;
	size_t length = strlen(string);

	if (length > most)
		for (length = most; length && ((unsigned char)string[length] & 0xC0) == 0x80;)
			length--;
	text_append(&start, string, length);
	text_append_string(&start, string[length] ? "..." : "");
	markdown_append_code(text, start.bytes);
	text_free(&start);
}

size_t
markdown_longest_run(const struct text *text)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text->length; i++) {
		run = text->bytes[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void
markdown_append_block(struct text *text, const struct text *lines, const char *language)
{
	const size_t run = markdown_longest_run(lines);
	struct text fence = TEXT_EMPTY, visible = TEXT_EMPTY;

	for (size_t i = 0; i <= run || i < 3; i++)
		text_append_character(&fence, '`');
	text_append_visible_lines(&visible, lines->bytes, lines->length);
	text_format(text, "%s%s\n%s", fence.bytes, language, visible.bytes);
	if (visible.length && visible.bytes[visible.length - 1] != '\n')
		text_append_character(text, '\n');
	text_format(text, "%s\n", fence.bytes);
	text_free(&visible);
	text_free(&fence);
}
