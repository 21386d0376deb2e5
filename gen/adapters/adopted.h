/*
 * Processes that a program which ended has left running, as the RUN steps of buildah and podman are after an
 * interrupt. Where the system can (Linux: prctl(2), PR_SET_CHILD_SUBREAPER), they come to this program.
 */
#ifndef ADAPTERS_ADOPTED_H
#define ADAPTERS_ADOPTED_H

#include <sys/types.h>

/* From now on they come to this program instead of to process 1. */
void
adopted_accept(void);

/* Kills the children of this program, which has none left but those that came to it, and theirs, until there are none. */
void
adopted_end(void);

/*
 * Sends the signal to all that a program has started, and what that has started, but not to itself (Linux:
 * proc(5), /proc/PID/task/TID/children).
 */
void
adopted_signal_below(pid_t program, int signal);

/* Has `signal` sent to this program when its parent ends, and at once if `parent` is not its parent any more. */
void
adopted_follow(pid_t parent, int signal);

#endif
