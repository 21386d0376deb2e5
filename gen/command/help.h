/*
 * What `basegen VERB --help` says: one table with the text and the options of every verb. A test
 * compares it with what the verbs accept, with basegen.1 and with the completions.
 */
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "support/failure.h"

/* Prints the usage of the verb, what it does, and its options with a line for each. */
enum outcome
help_print(const char *verb);

#endif
