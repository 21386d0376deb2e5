/* Where the inputs of a family are kept: on disk, or in a commit (adapters/repository_snapshot.h). */
#ifndef SUPPORT_STORE_H
#define SUPPORT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct arena;

/* Whoever implements it embeds this; paths are relative to the current directory. */
struct store {
	/*
	 * Reads the regular file at `path` as source_read does. A link that leads out of the
	 * checkout (support/link.h) or, with a `folder`, out of that, is not followed:
	 * SOURCE_OUTSIDE.
	 */
	struct source *(*read)(const struct store *store, struct arena *arena, const char *folder,
		const char *path, uint32_t limit, enum source_failure *failure);

	/*
	 * Appends the names in the folder at `path`, in any order; false, with errno, if it cannot
	 * be read.
	 */
	bool (*list)(const struct store *store, struct arena *arena, const char *path,
		const char ***names, size_t *count);

	/*
	 * Whether links on the way of `path` stay in the checkout and, with a `folder`, in that; or
	 * that cannot be told, which reading then finds.
	 */
	bool (*stays)(const struct store *store, struct arena *arena, const char *folder,
		const char *path);
};

extern const struct store store_disk;

#endif
