/*
 * Locks between runs: one for each key that is built and for each base that is looked at, for one
 * engine. They lie outside the checkout, so that two checkouts on one engine see each other, and nobody can commit
 * one. They are held by the kernel (flock(2)) for the process that took them, not by what stands in the file: whatever
 * ends that process gives them back, and a file that is left behind holds nothing up.
 *
 * They keep the runs of one user on one machine, with one /tmp, from doing the same twice. Runs in two containers, or
 * by two users, do not see each other: both then build, and the key names the image of the
 * one that ends last.
 */
#ifndef BUILD_STATE_RUN_LOCK_H
#define BUILD_STATE_RUN_LOCK_H

#include <stdbool.h>

#include "engine/engine.h"

struct arena;
struct text;

struct run_lock {
	int file; /* -1: it is not held */
	const char *path;
	bool exclusive;
};

/*
 * Takes the lock `name` (no slash in it) of the engine, for oneself alone with `exclusive`, else with others
 * who do not ask for that. Where somebody has it, `waiting` is called once with `data`, and then it is waited
 * for. False, and in `why` what is wrong with the folder of the locks, where there can be none; false
 * without a word where a signal came that has a handler.
 */
bool
run_lock_acquire(struct run_lock *lock, struct arena *arena, enum engine_kind kind,
	const char *name, bool exclusive, void (*waiting)(void *data), void *data,
	struct text *why);

/* Gives it back. Safe to call twice, and for a lock that was never taken if its file is -1. */
void
run_lock_release(struct run_lock *lock);

#endif
