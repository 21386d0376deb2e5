/* How compiling stops at a template's first mistake: it is noted and the way out is one jump. */
#ifndef JINJA_SYNTAX_MISHAP_H
#define JINJA_SYNTAX_MISHAP_H

#include <setjmp.h>
#include <stdint.h>

struct arena;
struct script;

struct mishap {
	struct arena *arena; /* for the message */
	const struct script *script;
	const char *message;
	uint32_t start, end; /* in the source */
	jmp_buf out;
};

/* Notes a mistake at the bytes `start` to `end` of the script and jumps to mishap->out. */
_Noreturn void
mishap_report(struct mishap *mishap, uint32_t start, uint32_t end, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
