/*
 * The plan decides which image comes first. A target is ready when its parents are made. Of those
 * that are ready, that target comes first on which the longest chain of builds waits.
 */
#ifndef BUILD_RUN_PLAN_H
#define BUILD_RUN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct targets;
struct times;

enum { PLAN_NOTHING = -1 };

struct plan {
	const struct targets *targets;
	size_t *rank;    /* the rank of each target: 0 comes first */
	size_t *by_rank; /* the target of each rank */
	size_t *waits;   /* for each target, how many of its parents must still be made */
	size_t **next;   /* for each target, those that wait for it */
	size_t *next_count;
	size_t *ready; /* the ranks of ready targets: a heap, the lowest first */
	size_t ready_count;
};

/*
 * Plans the targets marked in `todo`. The rank of a target comes from the times of earlier builds:
 * its own, and those of the longest chain of targets that need it. A time that is not known counts
 * as the mean.
 */
void
plan_open(struct plan *plan, struct arena *arena, const struct targets *targets, const bool *todo,
	const struct times *times);

/* Takes the next ready target out of the plan. PLAN_NOTHING if none is ready. */
long
plan_take(struct plan *plan);

/* Whether a target is ready. */
bool
plan_has_ready(const struct plan *plan);

/* A target is made. Targets that waited for nothing else are ready now. */
void
plan_done(struct plan *plan, size_t target);

#endif
