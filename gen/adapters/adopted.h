/*
 * Processes that outlive the program which started them, as RUN steps of buildah and podman do
 * after an interrupt. On Linux this program can become their parent (prctl(2),
 * PR_SET_CHILD_SUBREAPER).
 */
#ifndef ADAPTERS_ADOPTED_H
#define ADAPTERS_ADOPTED_H

#include <sys/types.h>

/* Makes this program the parent of such processes, in place of process 1. */
void
adopted_accept(void);

/* Kills all children of this program and theirs. Call it when only adopted ones are left. */
void
adopted_end(void);

/*
 * Sends the signal to all descendants of a program, but not to the program itself (Linux: proc(5),
 * /proc/PID/task/TID/children).
 */
void
adopted_signal_below(pid_t program, int signal);

/*
 * Lets the system send `signal` to this program when its parent ends; at once if `parent` is gone
 * already.
 */
void
adopted_follow(pid_t parent, int signal);

#endif
