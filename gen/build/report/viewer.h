/*
 * Shows the output of another program on a terminal that it must not control: a process reads it
 * from a pipe and prints its lines on standard error (build/report/lines.h).
 */
#ifndef BUILD_REPORT_VIEWER_H
#define BUILD_REPORT_VIEWER_H

#include <stdbool.h>
#include <sys/types.h>

struct viewer {
	int input; /* the end to which the program writes; closed by execve(2) */
	pid_t process;
};

/* Starts the process. False with errno. */
bool
viewer_open(struct viewer *viewer);

/*
 * Waits until all output is shown. If `at_once`, it does not wait: after a signal, a program may
 * still keep the pipe open.
 */
void
viewer_close(struct viewer *viewer, bool at_once);

#endif
