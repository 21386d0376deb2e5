/* Lists and maps made anew where a value of them changed, and shared where none did. */
#ifndef FAMILY_SCHEMA_REBUILD_H
#define FAMILY_SCHEMA_REBUILD_H

#include <stddef.h>

struct arena;
struct node;

/* A list or map that is checked, and what becomes of it: itself as long as its values stay the same. */
struct rebuilding {
	struct arena *arena;
	struct node *node;
	struct node *copy; /* NULL while all is as in `node` */
	size_t kept;       /* values of `node` that are the result's first ones */
};

/* Starts with `node`, a list or a map. */
struct rebuilding
rebuild(struct arena *arena, struct node *node);

/* Takes over what became of the value with this number, which come in their order; NULL leaves it out. */
void
rebuild_with(struct rebuilding *rebuilding, size_t number, struct node *value);

/* The result: `node` itself if all stayed the same. */
struct node *
rebuilt(const struct rebuilding *rebuilding);

#endif
