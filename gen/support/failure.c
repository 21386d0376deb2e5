#include "support/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/annotation.h"
#include "support/quality.h"
#include "support/text.h"
#include "support/banned.h"

static enum diagnostic_format wanted = DIAGNOSTIC_TEXT;
static bool wants_color;
static struct text *kept, *kept_issues; /* NULL: nobody wants them */

void
failure_set_format(enum diagnostic_format format, bool color)
{
	wanted = format;
	wants_color = color;
}

void
failure_keep(struct text *messages, struct text *issues)
{
	kept = messages;
	kept_issues = issues;
}

enum diagnostic_format
failure_format(void)
{
	return wanted;
}

enum outcome
failure_of_diagnostics(const struct diagnostics *diagnostics)
{
	struct text text = TEXT_EMPTY;

	diagnostics_append(&text, diagnostics, wanted, wants_color);
	if (text.length)
		fwrite(text.bytes, 1, text.length, stderr);
	if (kept) {
		diagnostics_append(kept, diagnostics, DIAGNOSTIC_TEXT, false);
		diagnostics_append_issues(kept_issues, diagnostics);
	}
	text_free(&text);
	return diagnostics->errors ? OUTCOME_MISTAKE : OUTCOME_DONE;
}

/* A message. */
struct message {
	const char *level; /* error or warning */
	const char *path;  /* NULL: it is about no file */
	struct text text;
};

static void
append_text(struct text *line, const struct message *message)
{
	text_append_string(line, "basegen: ");
	if (message->path) {
		text_append_visible(line, message->path, strlen(message->path));
		text_append_string(line, ": ");
	}
	if (strcmp(message->level, "error") != 0)
		text_format(line, "%s: ", message->level);
	text_append_visible(line, message->text.bytes, message->text.length);
}

static void
append_json(struct text *line, const struct message *message)
{
	text_format(line, "{\"severity\":\"%s\",", message->level);
	if (message->path) {
		text_append_string(line, "\"file\":");
		text_append_json(line, message->path, strlen(message->path));
		text_append_character(line, ',');
	}
	text_append_string(line, "\"message\":");
	text_append_json(line, message->text.bytes, message->text.length);
	text_append_string(line, ",\"notes\":[]}");
}

static void
append_annotation(struct text *line, const struct message *message)
{
	annotation_append(line, &(struct annotation){.level = message->level,
					.title = "basegen",
					.file = message->path,
					.message = message->text.bytes});
	text_cut(line, line->length - 1); /* its line break */
}

/* One line in one piece, so that lines of others come before it or behind it. */
__attribute__((format(__printf__, 3, 0))) static void
print(const char *level, const char *path, const char *format, va_list arguments)
{
	static void (*const append[])(struct text *, const struct message *) = {
		[DIAGNOSTIC_TEXT] = append_text,
		[DIAGNOSTIC_JSON] = append_json,
		[DIAGNOSTIC_GITHUB] = append_annotation};
	struct message message = {level, path, TEXT_EMPTY};
	struct text line = TEXT_EMPTY;

	text_append_string(&message.text, "");
	text_format_list(&message.text, format, arguments);
	append[wanted](&line, &message);
	text_append_character(&line, '\n');
	fwrite(line.bytes, 1, line.length, stderr);
	if (kept) {
		append_text(kept, &message);
		text_append_character(kept, '\n');
		if (path)
			quality_append(kept_issues, path, 1, message.text.bytes);
	}
	text_free(&message.text);
	text_free(&line);
}

enum outcome
failure(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print("error", NULL, format, arguments);
	va_end(arguments);
	return OUTCOME_MACHINE;
}

enum outcome
failure_mistake(const char *path, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print("error", path, format, arguments);
	va_end(arguments);
	return OUTCOME_MISTAKE;
}

void
failure_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print("warning", NULL, format, arguments);
	va_end(arguments);
}

enum outcome
failure_of_file(const char *path)
{
	(void)failure_mistake(path, "%s", strerror(errno));
	return OUTCOME_MACHINE;
}

enum outcome
failure_of_source(const char *path, enum source_failure why, uint32_t limit)
{
	switch (why) {
	case SOURCE_MISSING:
		return failure_mistake(path, "no such file");
	case SOURCE_IRREGULAR:
		return failure_mistake(path, "expected a regular file");
	case SOURCE_TOO_LARGE:
		return failure_mistake(path, "too large: expected at most %u bytes", limit);
	case SOURCE_OUTSIDE:
		return failure_mistake(path, "a link that leads out of the checkout is not "
					     "followed: expected a file in it");
	case SOURCE_UNREADABLE:
	default:
		return failure_of_file(path);
	}
}

void
failure_without_memory(void)
{
	fputs(wanted == DIAGNOSTIC_GITHUB ? "::error title=basegen::out of memory\n"
		: wanted == DIAGNOSTIC_JSON
			? "{\"severity\":\"error\",\"message\":\"out of memory\",\"notes\":[]}\n"
			: "basegen: out of memory\n",
		stderr);
	exit(OUTCOME_MACHINE);
}
