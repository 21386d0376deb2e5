/*
 * What passed before: an image, by its ID, with all its checks, by the hash of their texts. A file
 * in the state folder remembers it; without it a run takes longer.
 */
#ifndef BUILD_TEST_PASSES_H
#define BUILD_TEST_PASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "build/test/image_check.h"
#include "support/map.h"

struct arena;

struct passes {
	struct arena *arena;
	const char *path;
	struct map known; /* "ID HASH" */
	bool changed;
};

/* Reads the file at `path`. Without it, nothing has passed. */
void
passes_open(struct passes *passes, struct arena *arena, const char *path);

/* The words "ID HASH" of an image and its checks. */
const char *
passes_name(struct arena *arena, const char *image_id, const struct check *checks, size_t count);

/* Whether the image has passed these checks. */
bool
passes_has(const struct passes *passes, const char *name);

void
passes_add(struct passes *passes, const char *name);

/* Writes the file, if something was added. Of very many the oldest are forgotten. */
void
passes_save(const struct passes *passes);

#endif
