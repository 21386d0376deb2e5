/*
 * The signals INT, TERM, HUP, QUIT, WINCH and CHLD as bytes in a pipe, which the loop of a run
 * polls.
 */
#ifndef BUILD_RUN_SIGNALS_H
#define BUILD_RUN_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Catches the signals from now on. A signal that is ignored, such as HUP under nohup, stays
 * ignored. Returns the file to poll; each byte in it is the number of a signal. -1 with errno if
 * there can be no pipe.
 */
int
signals_catch(void);

/*
 * Blocks signals around fork(2), so that the child writes none into the pipe of its parent before
 * it calls signals_release. Both pass `*mask` to signals_let_through.
 */
void
signals_hold_back(sigset_t *mask);

/* Restores the mask from signals_hold_back. */
void
signals_let_through(const sigset_t *mask);

/* Restores the default action of these signals, and of SIGPIPE. */
void
signals_release(void);

/*
 * Makes a pipe whose ends are closed by execve(2), and whose reading end never waits. False with
 * errno.
 */
bool
signals_make_pipe(int ends[2]);

#endif
