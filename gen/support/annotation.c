#include "support/annotation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/environment.h"
#include "support/text.h"
#include "support/banned.h"

/* Appends a value, in which the characters that have a meaning for the runner are escaped. */
static void
append_escaped(struct text *text, const char *value, const char *special)
{
	struct text visible = TEXT_EMPTY;

	text_append_visible_lines(&visible, value, strlen(value));
	for (const char *byte = visible.bytes; *byte; byte++)
		if (strchr(special, *byte))
			text_format(text, "%%%02X", (unsigned char)*byte);
		else
			text_append_character(text, *byte);
	text_free(&visible);
}

static void
append_property(struct text *text, const char **separator, const char *name, const char *value)
{
	text_format(text, "%s%s=", *separator, name);
	append_escaped(text, value, "%\r\n:,");
	*separator = ",";
}

static void
append_number(struct text *text, const char **separator, const char *name, size_t number)
{
	if (number)
		text_format(text, "%s%s=%zu", *separator, name, number);
}

void
annotation_append_path(struct text *path, const char *file)
{
	const char *workspace =
		environment_or("GITHUB_WORKSPACE", environment_or("CI_PROJECT_DIR", ""));
	const size_t length = strlen(workspace);
	char *current = getcwd(NULL, 0);

	if (*file != '/' && length && current && strncmp(current, workspace, length) == 0 &&
		current[length] == '/' && current[length + 1])
		text_format(path, "%s/", current + length + 1);
	text_append_string(path, file);
	free(current);
}

void
annotation_append(struct text *text, const struct annotation *annotation)
{
	const char *separator = " ";
	struct text path = TEXT_EMPTY;

	text_format(text, "::%s", annotation->level);
	if (annotation->file) {
		annotation_append_path(&path, annotation->file);
		append_property(text, &separator, "file", path.bytes);
		append_number(text, &separator, "line", annotation->line);
		append_number(text, &separator, "col", annotation->column);
		append_number(text, &separator, "endColumn", annotation->end_column);
	}
	append_property(text, &separator, "title", annotation->title);
	text_append_string(text, "::");
	append_escaped(text, annotation->message, "%\r\n");
	text_append_character(text, '\n');
	text_free(&path);
}

size_t
annotations_shown(size_t count)
{
	return count > ANNOTATIONS_SHOWN ? ANNOTATIONS_SHOWN - 1 : count;
}

void
annotations_append_rest(struct text *text, const char *level, size_t rest, const char *what)
{
	struct text message = TEXT_EMPTY;

	if (!rest)
		return;
	text_format(&message, "%zu %s", rest, what);
	annotation_append(text,
		&(struct annotation){.level = level, .title = "basegen", .message = message.bytes});
	text_free(&message);
}

void
annotation_disarm(struct text *lines)
{
	struct text safe = TEXT_EMPTY;
	bool start = true; /* nothing but blanks was on the line */

	for (size_t i = 0; i < lines->length; i++) {
		const char *at = lines->bytes + i;

		text_append_character(&safe, *at);
		if ((start && strncmp(at, "::", 2) == 0) ||
			(*at == '#' && strncmp(at, "#[", 2) == 0))
			text_append_character(&safe, ' ');
		start = *at == '\n' || *at == '\r' || (start && strchr(" \t\v\f", *at));
	}
	text_free(lines);
	*lines = safe;
}
