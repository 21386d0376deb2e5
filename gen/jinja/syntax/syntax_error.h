/* The first mistake of a template ends its compilation: it is kept here, and one jump leads out. */
#ifndef JINJA_SYNTAX_SYNTAX_ERROR_H
#define JINJA_SYNTAX_SYNTAX_ERROR_H

#include <setjmp.h>
#include <stdint.h>

struct arena;
struct diagnostics;
struct script;
struct source;

struct syntax_error {
	struct arena *arena; /* for the message */
	const struct script *script;
	const char *message;
	uint32_t start, end; /* in the source */
	jmp_buf out;         /* set by whoever compiles */
};

/* Keeps a mistake at the bytes `start` to `end` of the script and jumps to error->out. */
_Noreturn void
syntax_error_raise(struct syntax_error *error, uint32_t start, uint32_t end, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds an error that was raised to `diagnostics`; its template's text is `source`. */
void
syntax_error_report(const struct syntax_error *error, const struct source *source,
	struct diagnostics *diagnostics);

#endif
