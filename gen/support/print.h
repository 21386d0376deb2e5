/*
 * Standard output. All that the program prints goes through here, at once and whole, so that one place knows
 * whether it arrived: after the first failure nothing more is written, and print_end tells of it.
 */
#ifndef SUPPORT_PRINT_H
#define SUPPORT_PRINT_H

#include "support/failure.h"

struct text;

/* Opens those of the three standard files that are closed, so that no other file gets their numbers. They can only fail. */
void
print_open(void);

/*
 * Writes all of it, also where the file does not wait by itself. Byte for byte, so that others can read it, but for a
 * terminal, to which nothing of it does anything (text_append_visible_lines).
 */
void
print_text(const struct text *text);

/* The same on standard error, of which nobody is told whether it arrives. */
void
print_aside(const struct text *text);

/* Writes it as it is to a terminal too: whoever calls has made the escape sequences, and the rest of it visible. */
void
print_drawn(const struct text *text);

void
print_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The number of the error (errno) with which standard output failed; 0: all has arrived. */
int
print_error(void);

/*
 * What the command ends with: `outcome`, or OUTCOME_MACHINE after a message if something did not arrive. If nobody
 * reads standard output any more, the program ends by SIGPIPE as other tools do, unless it was started with that ignored.
 */
enum outcome
print_end(enum outcome outcome);

#endif
