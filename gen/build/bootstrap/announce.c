#include "build/bootstrap/announce.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "build/report/lines.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static bool json;

void
announce_set_json(bool wanted)
{
	json = wanted;
}

static void
print_event(const char *event, const char *base, const char *line)
{
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	json_open(&writer, '{');
	json_member(&writer, "event", event);
	if (base)
		json_member(&writer, "base", base);
	json_member(&writer, "line", line);
	json_close(&writer, '}');
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
}

void
announce(const char *event, const char *base, const char *format, ...)
{
	struct text line = TEXT_EMPTY, shown = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&line, format, arguments);
	va_end(arguments);
	if (!json && base)
		text_format(&shown, "%s: ", base);
	text_append_visible(&shown, line.bytes, line.length);
	if (json) {
		print_event(event, base, shown.bytes);
	} else {
		text_append_character(&shown, '\n');
		print_text(&shown);
	}
	text_free(&line);
	text_free(&shown);
}

/* Shows one line of a log of the base `data`. */
static void
show_line(void *data, const char *line, size_t length)
{
	struct text shown = TEXT_EMPTY;

	text_append_string(&shown, json ? "" : "    ");
	lines_append_shown(&shown, line, length);
	if (json) {
		print_event("output", data, shown.bytes);
	} else {
		text_append_character(&shown, '\n');
		fwrite(shown.bytes, 1, shown.length, stderr);
	}
	text_free(&shown);
}

void
announce_log(const char *base, const struct text *log)
{
	struct line_splitter lines = LINES_EMPTY;

	if (log->length)
		lines_add(&lines, log->bytes, log->length, show_line, (void *)(uintptr_t)base);
	lines_end(&lines, show_line, (void *)(uintptr_t)base);
	lines_free(&lines);
}
