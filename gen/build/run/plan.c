#include "build/run/plan.h"

#include <stdint.h>
#include <stdlib.h>

#include "build/run/times.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/banned.h"

/* The time from the start of a target to the end of the longest chain of targets that need it. */
struct path_time {
	int64_t time;
	size_t target;
};

/* The longest path comes first; of equal ones, the target that comes first in the family. */
static int
compare_paths(const void *left, const void *right)
{
	const struct path_time *a = left, *b = right;

	if (a->time != b->time)
		return a->time > b->time ? -1 : 1;
	return a->target < b->target ? -1 : 1;
}

static struct path_time *
find_paths(struct arena *arena, const struct targets *targets, const bool *todo,
	const struct times *times)
{
	struct path_time *paths = arena_allocate_array(arena, targets->count, sizeof(*paths));
	const int64_t usual = times_usual(times);

	for (size_t i = targets->count; i-- > 0;) {
		const struct target *target = &targets->items[i];
		const int64_t known = todo[i] ? times_of(times, target->id) : -1;

		paths[i].target = i;
		if (todo[i])
			paths[i].time += known < 0 ? usual : known + 1;
		for (size_t j = 0; j < target->parent_count; j++) {
			struct path_time *above = &paths[target->parents[j].target];

			if (above->time < paths[i].time)
				above->time = paths[i].time;
		}
	}
	return paths;
}

/* The heap */

static void
swap(struct plan *plan, size_t a, size_t b)
{
	const size_t kept = plan->ready[a];

	plan->ready[a] = plan->ready[b];
	plan->ready[b] = kept;
}

static void
make_ready(struct plan *plan, size_t target)
{
	size_t at = plan->ready_count++;

	plan->ready[at] = plan->rank[target];
	for (; at && plan->ready[(at - 1) / 2] > plan->ready[at]; at = (at - 1) / 2)
		swap(plan, at, (at - 1) / 2);
}

long
plan_take(struct plan *plan)
{
	size_t at = 0;

	if (!plan->ready_count)
		return PLAN_NOTHING;
	const size_t target = plan->by_rank[plan->ready[0]];

	plan->ready[0] = plan->ready[--plan->ready_count];
	for (;;) {
		size_t least = 2 * at + 1;

		if (least + 1 < plan->ready_count && plan->ready[least + 1] < plan->ready[least])
			least++;
		if (least >= plan->ready_count || plan->ready[at] <= plan->ready[least])
			return (long)target;
		swap(plan, at, least);
		at = least;
	}
}

bool
plan_has_ready(const struct plan *plan)
{
	return plan->ready_count > 0;
}

/* Edges */

/* Notes, once for each, the parents for which `target` must wait. */
static void
add_edges(struct plan *plan, struct arena *arena, const bool *todo, size_t target)
{
	const struct target *self = &plan->targets->items[target];

	for (size_t i = 0; i < self->parent_count; i++) {
		const size_t parent = self->parents[i].target;
		const size_t count = plan->next_count[parent];

		if (!todo[parent] || (count && plan->next[parent][count - 1] == target))
			continue;
		*ARENA_ADD(arena, plan->next[parent], plan->next_count[parent]) = target;
		plan->waits[target]++;
	}
}

void
plan_open(struct plan *plan, struct arena *arena, const struct targets *targets, const bool *todo,
	const struct times *times)
{
	const size_t count = targets->count;
	struct path_time *paths = find_paths(arena, targets, todo, times);

	*plan = (struct plan){
		.targets = targets,
		.rank = arena_allocate_array(arena, count, sizeof(size_t)),
		.by_rank = arena_allocate_array(arena, count, sizeof(size_t)),
		.waits = arena_allocate_array(arena, count, sizeof(size_t)),
		.next = arena_allocate_array(arena, count, sizeof(size_t *)),
		.next_count = arena_allocate_array(arena, count, sizeof(size_t)),
		.ready = arena_allocate_array(arena, count, sizeof(size_t)),
	};
	if (count)
		qsort(paths, count, sizeof(*paths), compare_paths);
	for (size_t i = 0; i < count; i++) {
		plan->by_rank[i] = paths[i].target;
		plan->rank[paths[i].target] = i;
	}
	for (size_t i = 0; i < count; i++)
		if (todo[i])
			add_edges(plan, arena, todo, i);
	for (size_t i = 0; i < count; i++)
		if (todo[i] && !plan->waits[i])
			make_ready(plan, i);
}

void
plan_done(struct plan *plan, size_t target)
{
	for (size_t i = 0; i < plan->next_count[target]; i++)
		if (--plan->waits[plan->next[target][i]] == 0)
			make_ready(plan, plan->next[target][i]);
}
