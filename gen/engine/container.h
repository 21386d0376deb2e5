/* Containers for one command. They leave nothing behind, also when a signal ends this program. */
#ifndef ENGINE_CONTAINER_H
#define ENGINE_CONTAINER_H

#include <signal.h>

#include "adapters/process.h"
#include "engine/engine.h"

/* The signals after which a container is removed, and their handlers before. */
enum { CONTAINER_SIGNALS = 4 };

struct container_signals {
	struct sigaction before[CONTAINER_SIGNALS];
};

/* From now on these signals end only the container that runs. */
void
container_hold_signals(struct container_signals *signals);

/* Restores the handlers, and raises the signal that came. */
void
container_release_signals(const struct container_signals *signals);

/* A name that no container of another run has. */
const char *
container_name(struct arena *arena);

/* How many bytes of a container's output are kept, at its start and again at its end. */
enum { CONTAINER_OUTPUT = 512 << 10 };

/*
 * Runs the engine's command with `words` behind it, with both outputs in one, until it ends or a
 * signal comes. True if it ended by itself.
 */
bool
container_run_words(
	const struct engine *engine, const char *const *words, struct process_result *result);

/* The member `run` of a driver, for docker and podman, which take the same words. */
bool
container_run(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct process_result *result, struct text *why);

#endif
