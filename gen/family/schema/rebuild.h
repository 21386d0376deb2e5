/* Copies a list or a map only where a value in it changes. */
#ifndef FAMILY_SCHEMA_REBUILD_H
#define FAMILY_SCHEMA_REBUILD_H

#include <stddef.h>

struct arena;
struct node;

/* A list or map whose values are replaced one by one. */
struct rebuilding {
	struct arena *arena;
	struct node *node;
	struct node *copy; /* NULL while no value has changed */
	size_t kept;       /* how many first values the copy has as they are in `node` */
};

/* Starts with `node`, a list or a map. */
struct rebuilding
rebuild(struct arena *arena, struct node *node);

/*
 * Sets what the value `number` becomes; NULL leaves it out. Call it for the numbers in their order.
 */
void
rebuild_with(struct rebuilding *rebuilding, size_t number, struct node *value);

/* The result, which is `node` itself where nothing changed. */
struct node *
rebuilt(const struct rebuilding *rebuilding);

#endif
