/*
 * Locks between runs: one for each key that is built and for each base that is checked, and one for
 * moving tags, for one engine. They are files outside the checkout: two checkouts that use one
 * engine see each other's locks, and nobody can commit one. The kernel holds them (flock(2)) for
 * the process that took them. When that ends, in whatever way, the lock is free; a file that is
 * left behind blocks nothing.
 *
 * They keep the runs of one user on one machine with one /tmp from doing the same work twice. Runs
 * in two containers, or of two users, do not see each other. Both build then, and the key names the
 * image of the one that ends last.
 */
#ifndef BUILD_STATE_RUN_LOCK_H
#define BUILD_STATE_RUN_LOCK_H

#include <stdbool.h>

#include "engine/engine.h"

struct arena;
struct text;

struct run_lock {
	int file; /* -1: the lock is not taken */
	const char *path;
	bool exclusive;
};

/*
 * Takes the lock `name`, which has no slash, for the engine. If `exclusive`, nobody else may have
 * it; otherwise others may have it too, if they do not ask for it exclusively. If somebody has it,
 * `waiting` (NULL: nothing) is called once with `data`, and then the function waits. False, with
 * the reason in `why`, if the folder of the locks cannot be used; false with nothing in `why`, if a
 * signal came that has a handler.
 */
bool
run_lock_acquire(struct run_lock *lock, struct arena *arena, enum engine_kind kind,
	const char *name, bool exclusive, void (*waiting)(void *data), void *data,
	struct text *why);

/*
 * Gives the lock back. May be called twice, and for a lock that was never taken, if its file is -1.
 */
void
run_lock_release(struct run_lock *lock);

#endif
