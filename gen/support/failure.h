/*
 * Failures of the machine, which end the command with 3, and mistakes in the call and in files,
 * which end it with 2. Each is one message on standard error: "basegen: FILE: MESSAGE" as text, or
 * a line of JSON or an annotation as diagnostics_append writes it. Only this file knows which of the
 * three is wanted.
 */
#ifndef SUPPORT_FAILURE_H
#define SUPPORT_FAILURE_H

#include "support/diagnostic.h"

struct text;

/* What a command ends with. */
enum outcome {
	OUTCOME_DONE = 0,    /* done */
	OUTCOME_STALE = 1,   /* not up to date, or outdated */
	OUTCOME_MISTAKE = 2, /* a mistake in the input or in the call */
	OUTCOME_MACHINE = 3, /* I/O, git, the engine */
};

/*
 * How all that follows is shown: as text without colours until this is called. `color` is for
 * diagnostics alone.
 */
void
failure_set_format(enum diagnostic_format format, bool color);

/*
 * Every message is appended to `messages` as well, as text, until this is called with NULL, and to
 * `issues` if it is about a file (quality_append). What forked processes say is not among them.
 */
void
failure_keep(struct text *messages, struct text *issues);

/* What failure_set_format was called with. */
enum diagnostic_format
failure_format(void);

/*
 * Prints the mistakes that were collected, and returns OUTCOME_MISTAKE; OUTCOME_DONE if there are
 * none.
 */
enum outcome
failure_of_diagnostics(const struct diagnostics *diagnostics);

/* Prints what errno says about the file, and returns OUTCOME_MACHINE. */
enum outcome
failure_of_file(const char *path);

/* Prints what failed, and returns OUTCOME_MACHINE. */
enum outcome
failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints what is wrong with the file, or with the call where `path` is NULL. Returns
 * OUTCOME_MISTAKE.
 */
enum outcome
failure_mistake(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Prints what the run goes on without, as a warning. Nobody has to do anything now, but may have
 * expected more.
 */
void
failure_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints why source_read, called with `limit`, could not read the file. Returns OUTCOME_MACHINE for
 * SOURCE_UNREADABLE, whose cause is in errno, and else OUTCOME_MISTAKE.
 */
enum outcome
failure_of_source(const char *path, enum source_failure why, uint32_t limit);

/*
 * Prints that there is no memory left, without taking any, and ends the program with
 * OUTCOME_MACHINE.
 */
_Noreturn void
failure_without_memory(void);

#endif
