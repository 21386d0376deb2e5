/*
 * Where the inputs of a family are kept: on disk, or in a commit (adapters/repository_snapshot.h).
 */
#ifndef SUPPORT_STORE_H
#define SUPPORT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct arena;

/* What stands at a path. */
enum store_kind {
	STORE_NOTHING,
	STORE_FILE,
	STORE_FOLDER,
	STORE_LINK,
	STORE_OTHER, /* a device, a submodule, or something that cannot be looked at */
};

/* An implementation has this as its first member. Paths are relative to the current directory. */
struct store {
	/*
	 * Reads the regular file at `path` as source_read does. Fails with SOURCE_OUTSIDE where a
	 * link leads out of the checkout (support/link.h) or out of `folder`, unless that is NULL.
	 */
	struct source *(*read)(const struct store *store, struct arena *arena, const char *folder,
		const char *path, uint32_t limit, enum source_failure *failure);

	/*
	 * Appends the names in the folder at `path` to the array `*names` of `*count`, in any
	 * order. False, with errno, where the folder cannot be read.
	 */
	bool (*list)(const struct store *store, struct arena *arena, const char *path,
		const char ***names, size_t *count);

	/*
	 * Whether no link in `path` leads out of the checkout or out of `folder`, unless that is
	 * NULL. True, too, where that cannot be found out, as reading fails then.
	 */
	bool (*stays)(const struct store *store, struct arena *arena, const char *folder,
		const char *path);

	/* What stands at `path` itself: a link at its end is not followed. */
	enum store_kind (*kind)(const struct store *store, struct arena *arena, const char *path);
};

/* The files on disk. */
extern const struct store store_disk;

#endif
