/* A file that an option names and a verb writes, such as --sarif FILE. */
#ifndef COMMAND_REPORT_PATH_H
#define COMMAND_REPORT_PATH_H

#include <stdbool.h>

#include "support/failure.h"

struct call;

/*
 * Whether `path`, which `option` was given, can become a file: it is one or is not there, and it is
 * none that makes the family or is made of it. NULL is right, too; else false after a message.
 */
bool
report_path_check(const struct call *call, const char *option, const char *path);

/*
 * Removes what an earlier run has left at the path (NULL: nothing), so that nobody takes it for the
 * report of a run that ended early. OUTCOME_MACHINE after a message.
 */
enum outcome
report_path_clear(const char *path);

#endif
