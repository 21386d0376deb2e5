#include "adapters/describe.h"

#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

enum { CANDIDATES = 10, SEEN = 1 }; /* bit N of the flags belongs to candidate N, from 1 */

/* Commits that wait to be walked, newest first; of the same time, first come first. */
struct queue {
	struct waiting *first;
};

struct waiting {
	struct commit *commit;
	struct waiting *next;
};

struct tag_candidate {
	const struct tag *tag;
	size_t depth;
	uint32_t within; /* the flag of commits that the tag holds */
};

struct history_walk {
	struct history *history;
	struct queue queue;
	struct tag_candidate candidates[CANDIDATES];
	size_t count;
	size_t annotated;
	size_t seen;
	struct commit *gave_up_on;
};

struct commit *
history_commit(struct history *history, const char *id)
{
	struct commit *commit = map_get(&history->commits, id, COMMIT_ID_SIZE);

	if (!commit) {
		commit = arena_allocate(history->arena, sizeof(*commit));
		commit->id = arena_copy(history->arena, id, COMMIT_ID_SIZE);
		map_set(&history->commits, history->arena, commit->id, COMMIT_ID_SIZE, commit);
	}
	return commit;
}

static void
queue_push(struct queue *queue, struct arena *arena, struct commit *commit)
{
	struct waiting *entry = arena_allocate(arena, sizeof(*entry));
	struct waiting **place = &queue->first;

	while (*place && (*place)->commit->time >= commit->time)
		place = &(*place)->next;
	*entry = (struct waiting){commit, *place};
	*place = entry;
}

static struct commit *
queue_pop(struct queue *queue)
{
	struct commit *commit = queue->first->commit;

	queue->first = queue->first->next;
	return commit;
}

/* Queues the parents of `commit` that are new; all of them are in whatever it is in. */
static bool
walk_parents(struct history_walk *walk, const struct commit *commit)
{
	for (size_t i = 0; i < commit->parent_count; i++) {
		struct commit *parent = commit->parents[i];

		if (!(parent->flags & SEEN)) {
			if (!walk->history->read(walk->history, parent))
				return false;
			queue_push(&walk->queue, walk->history->arena, parent);
		}
		parent->flags |= commit->flags;
	}
	return true;
}

static bool
add_candidate(struct history_walk *walk, struct commit *commit)
{
	if (walk->count == CANDIDATES)
		return false;
	struct tag_candidate *candidate = &walk->candidates[walk->count++];

	*candidate =
		(struct tag_candidate){commit->tag, walk->seen - 1, (uint32_t)1 << walk->count};
	commit->flags |= candidate->within;
	walk->annotated += commit->tag->annotated;
	return true;
}

/* Whether the candidates of least depth all hold `commit`, the last path there is. */
static bool
is_covered(const struct history_walk *walk, const struct commit *commit)
{
	size_t best = SIZE_MAX;
	uint32_t within = 0;

	for (size_t i = 0; i < walk->count; i++) {
		const struct tag_candidate *candidate = &walk->candidates[i];

		if (candidate->depth < best) {
			best = candidate->depth;
			within = candidate->within;
		} else if (candidate->depth == best) {
			within |= candidate->within;
		}
	}
	return (commit->flags & within) == within;
}

/* Walks from what is queued until candidates are enough. */
static bool
find_candidates(struct history_walk *walk)
{
	while (walk->queue.first) {
		struct commit *commit = queue_pop(&walk->queue);

		walk->seen++;
		if (commit->tag && !add_candidate(walk, commit)) {
			walk->gave_up_on = commit;
			return true;
		}
		for (size_t i = 0; i < walk->count; i++)
			walk->candidates[i].depth += !(commit->flags & walk->candidates[i].within);
		if (walk->annotated && !walk->queue.first && is_covered(walk, commit))
			return true;
		if (!walk_parents(walk, commit))
			return false;
	}
	return true;
}

/* The candidate of least depth, of several the one found first. */
static struct tag_candidate *
best_candidate(struct history_walk *walk)
{
	struct tag_candidate *best = &walk->candidates[0];

	for (size_t i = 1; i < walk->count; i++)
		if (walk->candidates[i].depth < best->depth)
			best = &walk->candidates[i];
	return best;
}

static bool
all_within(const struct queue *queue, uint32_t within)
{
	for (const struct waiting *waiting = queue->first; waiting; waiting = waiting->next)
		if (!(waiting->commit->flags & within))
			return false;
	return true;
}

/* Counts to the end for the best candidate what it does not hold. */
static bool
finish_depth(struct history_walk *walk, struct tag_candidate *best)
{
	if (walk->gave_up_on)
		queue_push(&walk->queue, walk->history->arena, walk->gave_up_on);
	while (walk->queue.first) {
		struct commit *commit = queue_pop(&walk->queue);

		if (!(commit->flags & best->within))
			best->depth++;
		else if (all_within(&walk->queue, best->within))
			return true;
		if (!walk_parents(walk, commit))
			return false;
	}
	return true;
}

bool
history_describe(struct history *history, struct commit *commit, struct description *description)
{
	struct history_walk walk = {.history = history};

	if (commit->tag) {
		*description = (struct description){commit->tag, 0};
		return true;
	}
	if (!history->read(history, commit))
		return false;
	commit->flags |= SEEN;
	queue_push(&walk.queue, history->arena, commit);
	if (!find_candidates(&walk))
		return false;
	if (walk.count == 0) {
		*description = (struct description){NULL, walk.seen};
		return true;
	}

	struct tag_candidate *best = best_candidate(&walk);

	if (!finish_depth(&walk, best))
		return false;
	*description = (struct description){best->tag, best->depth};
	return true;
}
