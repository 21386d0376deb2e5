/*
 * A session is the time in which a command talks to registries: with skopeo and a private folder,
 * the scratch folder of the state. At its end the folder is removed, also after a signal (INT,
 * TERM, HUP, QUIT; interrupt.h), which ends the program then.
 */
#ifndef BUILD_STATE_SESSION_H
#define BUILD_STATE_SESSION_H

#include "support/failure.h"

struct arena;
struct registry;
struct state;

/*
 * Opens a registry and calls `work` with it and `data`. Returns what `work` returns, or
 * OUTCOME_MACHINE after a message.
 */
enum outcome
session_run(struct state *state, struct arena *arena,
	enum outcome (*work)(struct registry *registry, void *data), void *data);

#endif
