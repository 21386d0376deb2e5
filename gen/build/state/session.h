/*
 * The work of a verb with registries: it has a private folder, the scratch folder of the state, and skopeo. Both are gone
 * at the end, also after a signal (INT, TERM, HUP, QUIT; interrupt.h), which ends the program then.
 */
#ifndef BUILD_STATE_SESSION_H
#define BUILD_STATE_SESSION_H

#include "support/failure.h"

struct arena;
struct registry;
struct state;

/* Runs `work` with a registry that was opened; what it returns, or OUTCOME_MACHINE after a message. */
enum outcome
session_run(struct state *state, struct arena *arena,
	enum outcome (*work)(struct registry *registry, void *data), void *data);

#endif
