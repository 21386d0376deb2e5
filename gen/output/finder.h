/* Finds the templates of a folder by name, each read once. */
#ifndef OUTPUT_FINDER_H
#define OUTPUT_FINDER_H

#include <stddef.h>

#include "support/map.h"

struct arena;
struct source;
struct store;

/* All zero but for arena, store and folders. */
struct finder {
	struct arena *arena;
	const struct store *store;
	const char *const *folders; /* ended by NULL; the first that has a template wins */
	bool inside;                /* links out of the folders are not followed */
	struct map sources;
};

enum { TEMPLATE_LARGEST = 16 << 20 };

/*
 * A template_finder whose data is a struct finder. Absolute names and names with a part . or ..
 * are never found (Jinja's FileSystemLoader does the same).
 */
const struct source *
finder_find(void *finder, const char *name, size_t length);

#endif
