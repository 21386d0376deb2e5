/* Running another program. */
#ifndef BORDER_PROCESS_H
#define BORDER_PROCESS_H

#include <stddef.h>

#include "support/failure.h"
#include "support/text.h"

/*
 * Runs the program `words[0]`, found in PATH, with `words` (ended by NULL) as its arguments, `input` as
 * its standard input, and appends what it prints to `output`. OUTCOME_MACHINE after a message if it
 * cannot be run or does not end with 0; `purpose` says there what it is needed for.
 */
enum outcome
process_filter(const char *const *words, const char *purpose, const struct text *input,
	struct text *output);

#endif
