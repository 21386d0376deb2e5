/*
 * Signals for a program that must take something away before it ends. From interrupt_catch to
 * interrupt_release INT, TERM, HUP and QUIT are noted, and passed on to the program that
 * interrupt_run is running.
 */
#ifndef BUILD_STATE_INTERRUPT_H
#define BUILD_STATE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct process_call;
struct process_result;

/* Catches the signals. A signal that is ignored, such as HUP under nohup, stays ignored. */
void
interrupt_catch(void);

/* Whether a signal came since interrupt_catch. */
bool
interrupt_came(void);

/* A number that is not 0 after a signal, for code that waits for something else. */
const volatile sig_atomic_t *
interrupt_flag(void);

/*
 * Runs a program as process_run does. A signal ends it by TERM, and this function returns when it
 * has taken away what it made. If it `finishes`, it only takes seconds and would leave things
 * behind: only a second signal ends it. Nothing is started if a signal came before. True if it
 * ended with 0 and no signal came.
 */
bool
interrupt_run(const struct process_call *call, struct process_result *result, bool finishes);

/* Restores the handlers of the signals. If a signal came, it ends the program here. */
void
interrupt_release(void);

#endif
