/*
 * The plan: what comes first. A target is ready when its parents are made; of those that are ready, what the
 * most time of other builds waits for comes first.
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
	size_t *rank;    /* of each target: 0 is what comes first */
	size_t *by_rank; /* the target of each rank */
	size_t *waits;   /* on how many of its parents that are to be made */
	size_t **next;   /* those that wait on a target */
	size_t *next_count;
	size_t *ready; /* a heap of ranks, the lowest first */
	size_t ready_count;
};

/*
 * Plans the targets that are marked in `todo`. The rank is by the time that a target and the longest chain
 * of what stands on it took before; what is not known counts as the mean.
 */
void
plan_open(struct plan *plan, struct arena *arena, const struct targets *targets, const bool *todo,
	const struct times *times);

/* The next target that is ready, which is taken out of the plan, or PLAN_NOTHING. */
long
plan_take(struct plan *plan);

/* Whether one is ready. */
bool
plan_has_ready(const struct plan *plan);

/* A target is made: what waited on nothing else is ready. */
void
plan_done(struct plan *plan, size_t target);

#endif
