#include "family/graph.h"

#include <stdlib.h>

#include "document/node.h"
#include "family/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

enum { CYCLE_SHOWN = 20 }; /* vertices of a cycle that are named */

void
graph_need(struct arena *arena, struct vertex *vertex, struct vertex *to, const struct node *node)
{
	if (to->child_count && to->children[to->child_count - 1] == vertex)
		return;
	*ARENA_ADD(arena, vertex->needs, vertex->need_count) = (struct edge){to, node};
	*ARENA_ADD(arena, to->children, to->child_count) = vertex;
}

/* Moves the vertices whose needs have a place to the front, a level at a time; returns how many. */
static size_t
place_vertices(struct vertex **vertices, struct vertex **order, size_t count)
{
	size_t placed = 0;

	for (size_t i = 0; i < count; i++) {
		vertices[i]->waiting = vertices[i]->need_count;
		if (!vertices[i]->waiting)
			order[placed++] = vertices[i];
	}
	for (size_t i = 0; i < placed; i++) {
		for (size_t j = 0; j < order[i]->child_count; j++) {
			struct vertex *child = order[i]->children[j];

			child->level = order[i]->level + 1;
			if (--child->waiting == 0)
				order[placed++] = child;
		}
		order[i]->number = i + 1;
	}
	return placed;
}

static const struct edge *
next_in_cycle(const struct vertex *vertex)
{
	for (size_t i = 0; i < vertex->need_count; i++)
		if (!vertex->needs[i].to->number)
			return &vertex->needs[i];
	return NULL;
}

/* Writes the IDs of a cycle in a row; of a long one the first, and how many more there are. */
static void
append_cycle(struct text *text, const struct vertex *start)
{
	const struct vertex *vertex = start;
	size_t steps = 0;

	do {
		if (steps++ < CYCLE_SHOWN)
			text_format(text, "%s -> ", vertex->id);
		vertex = next_in_cycle(vertex)->to;
	} while (vertex != start);
	if (steps > CYCLE_SHOWN)
		text_format(text, "(%zu more) -> ", steps - CYCLE_SHOWN);
	text_append_string(text, start->id);
}

/* Reports the cycle through `start`: its IDs in a row, then a note for each step. */
static void
report_cycle(const struct vertex *start, struct diagnostics *diagnostics)
{
	const struct vertex *vertex = start;
	struct text names = TEXT_EMPTY;

	append_cycle(&names, start);
	diagnostic_error(
		diagnostics, next_in_cycle(start)->node->place, MISTAKE_CYCLE, names.bytes);
	text_free(&names);
	for (size_t step = 0; step == 0 || (vertex != start && step < CYCLE_SHOWN); step++) {
		const struct edge *edge = next_in_cycle(vertex);

		diagnostic_note(
			diagnostics, edge->node->place, NOTE_CYCLE_STEP, vertex->id, edge->to->id);
		vertex = edge->to;
	}
}

/*
 * Every vertex without a number stands on a cycle or needs one that does: a walk from it to such
 * needs ends where it, or an earlier walk, has been.
 */
static void
report_cycles(struct vertex **vertices, size_t count, struct diagnostics *diagnostics)
{
	for (size_t walk = 1; walk <= count; walk++) {
		struct vertex *vertex = vertices[walk - 1];

		while (!vertex->number && !vertex->walk) {
			vertex->walk = walk;
			vertex = next_in_cycle(vertex)->to;
			if (vertex->walk == walk)
				report_cycle(vertex, diagnostics);
		}
	}
}

/* Whether no vertex has a level that is too high; reports the first one that has. */
static bool
check_depth(struct vertex *const *vertices, size_t count, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < count; i++) {
		if (vertices[i]->level < GRAPH_LEVELS_MOST)
			continue;
		diagnostic_error(diagnostics, vertices[i]->node->place, MISTAKE_GRAPH_TOO_DEEP,
			GRAPH_LEVELS_MOST);
		return false;
	}
	return true;
}

/* Sorts by level; within a level vertices keep their order. */
static void
sort_by_level(struct vertex **vertices, struct vertex **order, size_t count)
{
	size_t starts[GRAPH_LEVELS_MOST + 1] = {0};

	for (size_t i = 0; i < count; i++)
		starts[vertices[i]->level + 1]++;
	for (size_t level = 0; level < GRAPH_LEVELS_MOST; level++)
		starts[level + 1] += starts[level];
	for (size_t i = 0; i < count; i++)
		order[starts[vertices[i]->level]++] = vertices[i];
	for (size_t i = 0; i < count; i++) {
		vertices[i] = order[i];
		vertices[i]->number = i + 1;
	}
}

bool
graph_order(struct vertex **vertices, size_t count, struct diagnostics *diagnostics)
{
	struct vertex **order = memory_resize(NULL, (count + 1) * sizeof(*order));
	const bool acyclic = place_vertices(vertices, order, count) == count,
		   sortable = acyclic && check_depth(vertices, count, diagnostics);

	if (sortable)
		sort_by_level(vertices, order, count);
	free(order);
	if (!acyclic)
		report_cycles(vertices, count, diagnostics);
	return sortable;
}
