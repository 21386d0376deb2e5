/* What differs between two versions of an image, value by value. */
#ifndef REVIEW_VALUE_CHANGES_H
#define REVIEW_VALUE_CHANGES_H

#include <stddef.h>

struct arena;
struct map;
struct node;

/* A value that is other than before, on one line. */
struct value_change {
	const char *key;    /* with the keys above it, as env.TZ */
	const char *before; /* NULL: it was not there, as an item that was added to a list */
	const char *after;  /* NULL: it is not there any more */
};

struct value_changes {
	struct value_change *items;
	size_t count;
};

/*
 * Appends what leads from the keys of an image (variant->resolved, or NULL) to others: the items of
 * lists that were added or removed, values that became others; of a list whose items only moved, all
 * of it. `matrix` and `exclude` are left out: what they mean is which variants there are. Everything
 * is allocated in `arena`; `known`, empty at first, remembers what differs between the lists and maps of both sides.
 */
void
value_changes_find(struct arena *arena, struct map *known, const struct node *before,
	const struct node *after, struct value_changes *changes);

#endif
