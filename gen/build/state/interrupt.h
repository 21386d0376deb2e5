/*
 * Signals that end a run which has something to take away first. Between interrupt_catch and
 * interrupt_release INT, TERM, HUP and QUIT are kept, and handed on to what interrupt_run runs at that
 * time.
 */
#ifndef BUILD_STATE_INTERRUPT_H
#define BUILD_STATE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct process_call;
struct process_result;

void
interrupt_catch(void);

/* Whether a signal came. */
bool
interrupt_came(void);

/* The same for whoever waits for something else: it is not 0 then. */
const volatile sig_atomic_t *
interrupt_flag(void);

/*
 * process_run, but a signal ends the program and what it started with TERM, once it has taken away
 * what it made itself. One that `finishes` takes seconds and leaves things behind if it is ended:
 * it is only ended by a second signal. Nothing is started if a signal came before. Whether it
 * ended with 0, and no signal came.
 */
bool
interrupt_run(const struct process_call *call, struct process_result *result, bool finishes);

/* The signals do again what they did; if one came, the program ends by it here. */
void
interrupt_release(void);

#endif
