/* What comes of a check whose program the engine did not run. */
#ifndef BUILD_TEST_REFUSED_RUN_H
#define BUILD_TEST_REFUSED_RUN_H

#include <stdbool.h>

struct check_result;
struct evidence;
struct text;

/*
 * Fails the check, and returns true, if the program took too long (`status` is ENGINE_LATE) or the
 * image says to run as a user that it does not have. Else it is the engine that failed: false
 * after a message with `what` and the reason `why`, or after a signal.
 */
bool
refused_run(struct evidence *evidence, const char *what, int status, const struct text *why,
	struct check_result *result);

#endif
