/*
 * Diagnostics: the mistakes of the user, collected so that one run shows them all.
 * A failure of the machine is no diagnostic: see failure.h.
 */
#ifndef SUPPORT_DIAGNOSTIC_H
#define SUPPORT_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "support/source.h"

struct arena;

enum severity { SEVERITY_ERROR, SEVERITY_NOTE };

/* An error, or a note that explains the error before it and is printed with it. */
struct diagnostic {
	enum severity severity;
	struct place place; /* without a source: the message stands for itself */
	const char *message;
	size_t order; /* of being reported */
	size_t group; /* the order of the error that a note explains, its own for an error */
};

struct diagnostics {
	struct arena *arena; /* where messages are kept; borrowed */
	struct diagnostic *items;
	size_t count;
	size_t errors;
};

/* How diagnostics are shown. */
enum diagnostic_format { DIAGNOSTIC_TEXT, DIAGNOSTIC_JSON };

enum { DIAGNOSTICS_SHOWN = 50 }; /* errors; the rest is counted (DESIGN: basegen) */

/* Reports a mistake of the user at `place`. `format` comes from a catalogue of messages. */
void
diagnostic_error(struct diagnostics *diagnostics, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a note to the error reported last. */
void
diagnostic_note(struct diagnostics *diagnostics, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Prints all, errors sorted by file name and place, each with its line and a caret and its notes
 * behind it; an error that is the same as the one before, at the same place, is printed once.
 * `color` is for terminals. DIAGNOSTIC_JSON prints JSON Lines with severity, file, line, column,
 * end_column, message and notes.
 */
void
diagnostics_print(const struct diagnostics *diagnostics, FILE *file, enum diagnostic_format format,
	bool color);

#endif
