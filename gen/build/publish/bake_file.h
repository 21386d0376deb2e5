/*
 * A file for buildx bake, to be read after docker-bake.json. It has a target for each image and
 * platform that the registry lacks. Such a target inherits from the target in docker-bake.json. Its
 * parents are other such targets, or images of the registry by digest; its context is a snapshot;
 * its image goes to the registry without a tag.
 */
#ifndef BUILD_PUBLISH_BAKE_FILE_H
#define BUILD_PUBLISH_BAKE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/survey/remote.h"

struct arena;
struct inspected;
struct map;
struct targets;
struct text;

/* An image that is baked for one platform. */
struct bake_item {
	size_t target;
	struct remote_image *image;
	const char *name;    /* the name of its target in the file: python-base_linux-amd64 */
	const char *context; /* the folder of its context's snapshot */
	const char *digest;  /* the digest of what was baked; NULL: not baked yet */
	const struct inspected *inside; /* what was baked */
	bool tagged;                    /* this run gave it the name of its key */
};

struct bake_file {
	const struct remote *remote;
	const char *const
		*names;    /* the names of the targets in docker-bake.json, one for each target */
	bool rewrites;     /* the workers can give layers constant times */
	const char *group; /* the name of the group of all targets in the file */
	struct bake_item *list; /* parents before children */
	size_t count;
};

/*
 * The names of the targets in docker-bake.json, in the order of the targets. They and the names of
 * its groups are added to `taken`, so that no other target gets one.
 */
const char *const *
bake_file_names(struct arena *arena, const struct targets *targets, struct map *taken);

/*
 * Copies the contexts to `scratch`, one for all platforms of a target, and notes their folders.
 * False, with the target in `*refused` and why in `why`, if a file in `out` is not what the key was
 * made of, or the machine fails.
 */
bool
bake_file_copy_contexts(const struct bake_file *file, const char *out, const char *scratch,
	size_t *refused, struct text *why);

/* Writes the file to `path`. OUTCOME_MACHINE after a message if it cannot be written. */
enum outcome
bake_file_write(const struct bake_file *file, const char *path);

#endif
