/* A graph of what needs what, and the order of building that follows from it. */
#ifndef FAMILY_GRAPH_H
#define FAMILY_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diagnostics;
struct node;
struct vertex;

/* A need: to which vertex, and where it is written. */
struct edge {
	struct vertex *to;
	const struct node *node;
};

/* An image or a variant has one in it. Who makes it sets `id` and `node`. */
struct vertex {
	const char *id;          /* what people call it, for messages */
	const struct node *node; /* where it is named */
	struct edge *needs;      /* in the order of being added */
	size_t need_count;
	struct vertex **children; /* those that need this one, each once */
	size_t child_count;
	size_t level;   /* 0 without needs, else one more than the highest level of its needs */
	size_t number;  /* from 1, in the order of building */
	size_t waiting; /* for graph_order: how many needs have no place yet */
	size_t walk;    /* for graph_order: the search for cycles that was here last */
};

enum { GRAPH_LEVELS_MOST = 100 }; /* engines stack at most some 120 layers */

/*
 * Adds the need of `vertex` for `to`, written at `node`, unless it is there. Add all needs of a
 * vertex before those of the next one.
 */
void
graph_need(struct arena *arena, struct vertex *vertex, struct vertex *to, const struct node *node);

/*
 * Sorts the vertices by level and sets their levels and numbers. Within a level they keep their
 * order. `vertices` has to hold all of the graph. False, after a diagnostic, for a cycle, which is
 * shown step by step, and for more than GRAPH_LEVELS_MOST levels.
 */
bool
graph_order(struct vertex **vertices, size_t count, struct diagnostics *diagnostics);

#endif
