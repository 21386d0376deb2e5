/* The values that differ between two versions of an image. */
#ifndef REVIEW_VALUE_CHANGES_H
#define REVIEW_VALUE_CHANGES_H

#include <stddef.h>

struct arena;
struct map;
struct node;

/* A value that changed, on one line. */
struct value_change {
	const char *key;    /* with the keys above it: env.TZ */
	const char *before; /* NULL: it was added, as a key or as an item of a list */
	const char *after;  /* NULL: it was removed */
};

struct value_changes {
	struct value_change *items;
	size_t count;
};

/*
 * Appends the changes from the keys `before` of an image (variant->resolved) to the keys `after`;
 * either may be NULL. Of a list, these are the items that were added and removed; if its items only
 * moved, the list as a whole. `matrix` and `exclude` are left out, as variants that come and go
 * show them. Everything is in `arena`. `known`, empty at first, remembers how lists and maps of
 * both sides differ, as many images share them.
 */
void
value_changes_find(struct arena *arena, struct map *known, const struct node *before,
	const struct node *after, struct value_changes *changes);

#endif
