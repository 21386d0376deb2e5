/* The signals of a run, as bytes in a pipe that its loop polls: INT, TERM, HUP, QUIT, WINCH and CHLD. */
#ifndef BUILD_RUN_SIGNALS_H
#define BUILD_RUN_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Catches them from now on; what is ignored already, as HUP is under nohup, stays so. The file to poll comes
 * back, whose bytes are the numbers of the signals; -1, with errno, if there can be no pipe.
 */
int
signals_catch(void);

/*
 * Around fork(2): what comes between the two waits, so that a new process tells the old one of no signal before it has
 * released them. `*mask` is for signals_let_through, in both.
 */
void
signals_hold_back(sigset_t *mask);

void
signals_let_through(const sigset_t *mask);

/* They do again what they did by default, and SIGPIPE too. */
void
signals_release(void);

/* A pipe whose ends are closed in other programs, and whose reading end never waits. False with errno. */
bool
signals_make_pipe(int ends[2]);

#endif
