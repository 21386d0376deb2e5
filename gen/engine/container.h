/* Containers for one command. They leave nothing behind, also when a signal ends this program. */
#ifndef ENGINE_CONTAINER_H
#define ENGINE_CONTAINER_H

#include <signal.h>

#include "adapters/process.h"
#include "engine/engine.h"

struct string_list;

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

/*
 * A name that no container of another run has: basegen-PLACE-PID-TIME. The place is a hash of this
 * boot of the machine and of the namespace of the PID, since an engine may have containers of other
 * machines.
 */
const char *
container_name(struct arena *arena);

/* Removes a container, also one that runs where the engine can do that. A failure is not told. */
void
container_remove(const struct engine *engine, const char *name);

/*
 * Removes the containers of runs that were killed: those whose process is gone from this place. What
 * cannot be removed stays.
 */
void
container_remove_abandoned(const struct engine *engine);

/* How many bytes of a container's output are kept, at its start and again at its end. */
enum { CONTAINER_OUTPUT = 512 << 10 };

/*
 * Runs the engine's command with `words` behind it until it ends, ENGINE_RUN_MINUTES are over or a
 * signal comes, with both outputs in one or `apart`. True if it ended by itself.
 */
bool
container_run_words(const struct engine *engine, const char *const *words, bool apart,
	struct process_result *result);

/* Appends how a command ended that did not do so by itself. */
void
container_append_end(struct text *why, const struct process_result *result);

/* Adds the options --env and --user, which all engines have, for what the command says. */
void
container_add_options(struct string_list *words, const struct engine_command *command);

/*
 * Makes an image of a container by the words of the engine's commit, and returns its ID, in the
 * arena; NULL, with the reason in `why`, if that fails.
 */
const char *
container_commit(const struct engine *engine, struct arena *arena, const char *const *words,
	struct text *why);

/* The member `run` of a driver, for docker and podman, which take the same words. */
bool
container_run(const struct engine *engine, struct arena *arena,
	const struct engine_command *command, struct process_result *result, const char **made,
	struct text *why);

#endif
