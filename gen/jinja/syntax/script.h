/* The text of a template as it is lexed, and where in the source it stands. */
#ifndef JINJA_SYNTAX_SCRIPT_H
#define JINJA_SYNTAX_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct source;

/* The text of a template with every line end made LF (Jinja: newline_sequence). */
struct script {
	const char *bytes;
	uint32_t length;
	uint32_t *removed; /* where in `bytes` a CR before LF was left out, ascending */
	size_t removed_count;
};

/* `source` as a script of `arena`; the last line end is dropped unless it is to be kept. */
struct script
script_of_source(struct arena *arena, const struct source *source, bool keep_trailing_newline);

/* Where in the source the offset `at` of the script stands. */
uint32_t
script_offset(const struct script *script, uint32_t at);

#endif
