#include "dockerfile/import/import_text.h"

#include <stdbool.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/* Whether Jinja takes the bytes at `at` for the start of a tag. */
static bool
is_tag(const char *at, const char *end)
{
	return at + 1 < end && *at == '{' && (at[1] == '{' || at[1] == '%' || at[1] == '#');
}

/* How a line can stand in a template. */
enum line_kind {
	LINE_PLAIN, /* as it is */
	LINE_RAW,   /* in a raw block */
	LINE_HARD,  /* only with expressions for single characters */
};

static enum line_kind
kind_of(const char *at, const char *end)
{
	enum line_kind kind = LINE_PLAIN;

	for (; at < end; at++) {
		if (*at == '\r' || (end - at >= 6 && memcmp(at, "endraw", 6) == 0))
			return LINE_HARD;
		if (is_tag(at, end))
			kind = LINE_RAW;
	}
	return kind;
}

/* Appends bytes with an expression for each tag and each CR, which Jinja takes for a line end. */
static void
append_hard(struct text *template, const char *at, const char *end)
{
	while (at < end) {
		if (is_tag(at, end)) {
			text_format(template, "{{ \"%.2s\" }}", at);
			at += 2;
		} else if (*at == '\r' || (*at == '{' && at + 1 < end && at[1] == '\r')) {
			text_append_string(template, *at == '{' ? "{{ \"{" : "{{ \"");
			for (at += *at == '{'; at < end && *at == '\r'; at++)
				text_append_string(template, "\\r");
			text_append_string(template, "\" }}");
		} else {
			text_append_character(template, *at++);
		}
	}
}

/* The end of the line at `at`, with its line end. */
static const char *
line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline + 1 : end;
}

/* Appends whole lines. Neighbours that need a raw block share one. */
static void
append_lines(struct text *template, const char *at, const char *end)
{
	bool is_raw = false;

	while (at < end) {
		const char *next = line_end(at, end);
		const enum line_kind kind = kind_of(at, next);

		if ((kind == LINE_RAW) != is_raw)
			text_append_string(template, is_raw ? "{% endraw %}\n" : "{% raw %}");
		is_raw = kind == LINE_RAW;
		if (kind == LINE_HARD)
			append_hard(template, at, next);
		else
			text_append(template, at, (size_t)(next - at));
		at = next;
	}
	if (is_raw)
		text_append_string(template, end[-1] == '\n' ? "{% endraw %}\n" : "{% endraw %}");
}

/* Appends what stands between two edits: the rest of a line, whole lines, the start of a line. */
static void
append_between(struct text *template, const char *at, const char *end, bool is_first, bool is_last)
{
	const char *whole = at, *rest = end;

	if (!is_first)
		whole = line_end(at, end);
	if (!is_last)
		while (rest > whole && rest[-1] != '\n')
			rest--;
	append_hard(template, at, whole);
	append_lines(template, whole, rest);
	append_hard(template, rest, end);
}

void
import_append_template(struct text *template, const char *bytes, size_t length,
	const struct import_edit *edits, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		append_between(template, bytes + at, bytes + edits[i].start, i == 0, false);
		text_append_string(template, edits[i].with);
		at = edits[i].end;
	}
	append_between(template, bytes + at, bytes + length, count == 0, true);
}
