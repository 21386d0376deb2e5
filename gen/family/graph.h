/* Graphs of things that need one another: in what order they are built, and where that cannot be. */
#ifndef FAMILY_GRAPH_H
#define FAMILY_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diagnostics;
struct node;
struct vertex;

/* That a vertex needs another, and where this is written. */
struct edge {
	struct vertex *to;
	const struct node *node;
};

/* Part of an image or a variant; `id` and `node` are set by whoever makes it. */
struct vertex {
	const char *id;          /* what people call it, for messages */
	const struct node *node; /* where it is named */
	struct edge *needs;      /* in the order of being added */
	size_t need_count;
	struct vertex **children; /* those that need it, each once */
	size_t child_count;
	size_t level;         /* 0 without needs, else one more than the highest of them */
	size_t number;        /* from 1, in the order of building */
	size_t waiting, walk; /* used while ordering: needs without a place; who was here */
};

enum { GRAPH_LEVELS_MOST = 100 }; /* engines stack at most some 120 layers */

/* Adds an edge, unless it is there already; those of a vertex are added one after the other. */
void
graph_need(struct arena *arena, struct vertex *vertex, struct vertex *to, const struct node *node);

/*
 * Sorts the vertices, which must all be given, level by level, in the order in which they stand within
 * a level, and sets their levels and numbers. A cycle (shown step by step) and a graph that is too deep are
 * reported; false then.
 */
bool
graph_order(struct vertex **vertices, size_t count, struct diagnostics *diagnostics);

#endif
