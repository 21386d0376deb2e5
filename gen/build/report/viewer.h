/*
 * Lets another program's output be seen on a terminal that it must not act on: a process reads it from a pipe and
 * prints its lines on standard error as they are shown (build/report/lines.h).
 */
#ifndef BUILD_REPORT_VIEWER_H
#define BUILD_REPORT_VIEWER_H

#include <stdbool.h>
#include <sys/types.h>

struct viewer {
	int input; /* where the program writes; closed in other programs that are started */
	pid_t process;
};

/* False, with errno, if there can be none. */
bool
viewer_open(struct viewer *viewer);

/* Waits until all is shown that was written; `at_once`: does not, as after a signal whoever still writes is not waited for. */
void
viewer_close(struct viewer *viewer, bool at_once);

#endif
