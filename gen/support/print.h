/*
 * Standard output. All that the program prints goes through these functions, which write it at
 * once, so that one place knows whether it arrived. After the first failure nothing more is
 * written, and print_end reports it.
 */
#ifndef SUPPORT_PRINT_H
#define SUPPORT_PRINT_H

#include "support/failure.h"

struct text;

/*
 * Opens those of the three standard files that are closed, so that no other file gets their
 * numbers. Reading and writing them fails.
 */
void
print_open(void);

/*
 * Writes all of the text, also to a file that does not block. Programs get it byte for byte; a
 * terminal gets it as text_append_visible_lines shows it, so that nothing in it controls the
 * terminal, and so does a runner of GitHub (DIAGNOSTIC_GITHUB), which finds no command in it.
 */
void
print_text(const struct text *text);

/* The same on standard error. Whether it arrives is not noted. */
void
print_aside(const struct text *text);

/*
 * Writes the text byte for byte to a terminal and a runner, too. The escape sequences and commands
 * in it have to be the caller's own, and the rest visible.
 */
void
print_drawn(const struct text *text);

/* Formats a text and writes it as print_text does. */
void
print_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The errno with which standard output failed; 0 if all has arrived. */
int
print_error(void);

/*
 * Returns what the command ends with: `outcome`, or OUTCOME_MACHINE, after a message, if not all
 * has arrived. If nobody reads standard output any more, the program ends by SIGPIPE as other tools
 * do, unless it was started with SIGPIPE ignored.
 */
enum outcome
print_end(enum outcome outcome);

#endif
