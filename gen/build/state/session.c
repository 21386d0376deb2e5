#include "build/state/session.h"

#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "engine/registry.h"
#include "support/arena.h"
#include "support/banned.h"

enum outcome
session_run(struct state *state, struct arena *arena,
	enum outcome (*work)(struct registry *registry, void *data), void *data)
{
	struct registry registry;
	enum outcome outcome;

	interrupt_catch();
	outcome = state_open_scratch(state, arena);
	if (outcome == OUTCOME_DONE)
		outcome = registry_open(&registry, arena, state->scratch, interrupt_flag());
	if (outcome == OUTCOME_DONE)
		outcome = work(&registry, data);
	state_close_scratch(state);
	interrupt_release();
	return outcome;
}
