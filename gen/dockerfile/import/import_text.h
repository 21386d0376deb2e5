/* The text of a Dockerfile as a template that renders the same bytes, but for what is replaced. */
#ifndef DOCKERFILE_IMPORT_IMPORT_TEXT_H
#define DOCKERFILE_IMPORT_IMPORT_TEXT_H

#include <stddef.h>

struct text;

/* The bytes from `start` up to `end` become `with`, which is Jinja. */
struct import_edit {
	size_t start, end;
	const char *with;
};

/*
 * Appends a template to `template`. `edits` are in order and do not overlap. What Jinja would take
 * for its own stands in raw blocks, or in an expression where it shares a line with an edit. The
 * template needs trim_blocks, lstrip_blocks and keep_trailing_newline.
 */
void
import_append_template(struct text *template, const char *bytes, size_t length,
	const struct import_edit *edits, size_t count);

#endif
