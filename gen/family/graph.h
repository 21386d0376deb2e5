/* The graph of a family: which image needs which, and in what order they are built. */
#ifndef FAMILY_GRAPH_H
#define FAMILY_GRAPH_H

#include <stdbool.h>

struct arena;
struct diagnostics;
struct family;

/*
 * Links the origins of all images to their parents and gives every image its children, level and
 * number. An unknown parent, a cycle (shown step by step) and a graph that is too deep are
 * reported; false then.
 */
bool
graph_build(struct family *family, struct arena *arena, struct diagnostics *diagnostics);

#endif
