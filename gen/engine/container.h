/* Containers for one command, which leave nothing behind, also when a signal ends this program. */
#ifndef ENGINE_CONTAINER_H
#define ENGINE_CONTAINER_H

#include <signal.h>

#include "adapters/process.h"
#include "engine/engine.h"

/* The signals after which a container is removed, and what was set for them before. */
enum { CONTAINER_SIGNALS = 4 };

struct container_signals {
	struct sigaction before[CONTAINER_SIGNALS];
};

/* From now on these signals end only the container that runs. */
void
container_hold_signals(struct container_signals *signals);

/* Sets back what was set, and lets it have the signal that came. */
void
container_release_signals(const struct container_signals *signals);

/* A name for a container that no other run has. */
const char *
container_name(struct arena *arena);

/* How much of what a container prints is kept, at its start and again at its end, in bytes. */
enum { CONTAINER_OUTPUT = 512 << 10 };

/*
 * Runs the engine's command with `words` behind it, both outputs together, until it ends or a signal
 * comes. Whether it ended by itself.
 */
bool
container_run_words(
	const struct engine *engine, const char *const *words, struct process_result *result);

/* A whole run for docker and podman, whose words are the same: kind.h, `run`. */
bool
container_run(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct process_result *result, struct text *why);

#endif
