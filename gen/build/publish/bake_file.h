/*
 * What is baked, as a file for buildx bake that stands over docker-bake.json: a target for each image and platform that
 * the registry has not, which inherits what the family's file says of it. Its parents are other such targets, or what the
 * registry has, by digest; its context is a snapshot; it goes to the registry without a tag.
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

/* An image that is baked. */
struct bake_item {
	size_t target;
	struct remote_image *image;
	const char *name;               /* of its own target of bake: python-base_linux-amd64 */
	const char *context;            /* the folder of its snapshot */
	const char *digest;             /* of what was baked; NULL: not yet */
	const struct inspected *inside; /* what that is */
	bool tagged;                    /* this run gave it the name of its key */
};

struct bake_file {
	const struct remote *remote;
	const char *const *names; /* of the targets of docker-bake.json, one for each target */
	const char *group;        /* of all that is baked */
	struct bake_item *list;   /* parents before children */
	size_t count;
};

/*
 * The names that docker-bake.json has for the targets, in their order. They are noted in `taken`, as are those of its
 * groups, so that nothing else gets one.
 */
const char *const *
bake_file_names(struct arena *arena, const struct targets *targets, struct map *taken);

/*
 * Makes the snapshots of the contexts in `scratch`, one for all platforms of a target, and notes them. False, with the
 * target in `*refused` and why in `why`, where a file in `out` is not what the key was made of, or the machine fails.
 */
bool
bake_file_copy_contexts(const struct bake_file *file, const char *out, const char *scratch,
	size_t *refused, struct text *why);

/* Writes the file. OUTCOME_MACHINE after a message if it cannot be written. */
enum outcome
bake_file_write(const struct bake_file *file, const char *path);

#endif
