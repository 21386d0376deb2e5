/* Finds the templates of a folder by name, each read once. */
#ifndef OUTPUT_LOADER_H
#define OUTPUT_LOADER_H

#include <stddef.h>

#include "support/map.h"
#include "support/source.h"

struct arena;
struct budget;
struct store;

/* All zero but for arena, store and folders. */
struct finder {
	struct arena *arena;
	const struct store *store;
	const char *const *folders; /* ended by NULL; the first that has a template wins */
	bool inside;                /* links out of the folders are not followed */
	struct budget *budget;      /* that templates add to as they are read; NULL: none */
	struct map sources;
};

enum { TEMPLATE_LARGEST = 16 << 20 };

/*
 * A template_finder whose data is a struct finder. Absolute names and names with a part . or ..
 * are never found (Jinja's FileSystemLoader does the same).
 */
const struct source *
finder_find(void *finder, const char *name, size_t length);

/*
 * Reads a file of a store; NULL, and why in `*failure`, where there is none that can be an input. One that is there
 * but cannot be read is a failure of the machine, which ends the program with a message.
 */
struct source *
finder_read(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure);

#endif
