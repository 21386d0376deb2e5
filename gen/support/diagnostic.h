/*
 * Diagnostics: the mistakes of the user, collected so that one run shows them all.
 * A failure of the machine is no diagnostic: see failure.h.
 */
#ifndef SUPPORT_DIAGNOSTIC_H
#define SUPPORT_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct arena;
struct text;

enum severity { SEVERITY_ERROR, SEVERITY_NOTE };

/* An error with the notes that explain it, or one of those notes. */
struct diagnostic {
	enum severity severity;
	struct place place; /* without a source: the message is about no place */
	const char *message;
	struct diagnostic *notes, *next;
};

/*
 * All zero but for the arena, where messages are kept; borrowed. Kept are the errors that come
 * first by their place, as many as are shown; an error that is there already is not kept again.
 */
struct diagnostics {
	struct arena *arena;
	struct diagnostic **kept; /* sorted */
	size_t kept_count;
	size_t errors;   /* how many were reported */
	size_t repeated; /* how many of those had been reported before */
	struct diagnostic
		*last; /* the error reported last, which notes go to; NULL if it is not kept */
};

/* How diagnostics are shown. */
enum diagnostic_format { DIAGNOSTIC_TEXT, DIAGNOSTIC_JSON, DIAGNOSTIC_GITHUB };

enum { DIAGNOSTICS_SHOWN = 50 }; /* errors; the rest is counted (basegen(1), DIAGNOSTICS) */

/* Reports a mistake of the user at `place`. `format` comes from a catalogue of messages. */
void
diagnostic_error(struct diagnostics *diagnostics, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a note to the error reported last. */
void
diagnostic_note(struct diagnostics *diagnostics, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Appends what is kept, sorted by file name and place, each with its line and a caret and its notes
 * behind it, and how many more there were. `color` is for terminals. DIAGNOSTIC_JSON gives JSON
 * Lines with severity, file, line, column, end_column, message and notes; DIAGNOSTIC_GITHUB gives
 * annotations (support/annotation.h), and as text those of which GitHub would show none.
 */
void
diagnostics_append(struct text *text, const struct diagnostics *diagnostics,
	enum diagnostic_format format, bool color);

/*
 * Appends the first error in one line, "images.yaml:14:11: unknown parent 'base'", and how many more
 * there are.
 */
void
diagnostics_append_first(struct text *text, const struct diagnostics *diagnostics);

/* Appends those of what is kept that have a place as issues (quality_append). */
void
diagnostics_append_issues(struct text *text, const struct diagnostics *diagnostics);

#endif
