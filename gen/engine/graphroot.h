/*
 * The store of images that podman and buildah have on disk (github.com/containers/storage), read
 * without them. They look at images one by one, and podman at the whole store for each of them: at 1,100
 * images its list takes minutes, and the files of the store 20 ms. It is always the store that the
 * engine itself names, and only as long as it counts as many images as the engine does: with
 * additional stores, or another layout, the engine is asked instead.
 */
#ifndef ENGINE_GRAPHROOT_H
#define ENGINE_GRAPHROOT_H

#include "engine/engine.h"

struct node;

/* A store: where it is, and what is in it. */
struct graphroot {
	const char *images; /* the folder of its images */
	struct map names;   /* NAME → its ID as a string */
	struct map ids;     /* ID → itself */
};

/*
 * Reads the store of which `engine` tells with `words`, whose answer is JSON with the folder, the
 * storage driver and the number of images under these keys. False if it cannot be read; nothing is said.
 */
bool
graphroot_ask(const struct engine *engine, const char *const *words, struct arena *arena,
	const char *const *root, const char *const *driver, const char *const *number,
	struct graphroot *graphroot);

/* The same where the answer is there already. */
bool
graphroot_read(const struct node *answer, struct arena *arena, const char *const *root,
	const char *const *driver, const char *const *number, struct graphroot *graphroot);

/*
 * Looks at images as engine_inspect does. False if one that the store names cannot be read, as when it
 * was removed in that moment.
 */
bool
graphroot_inspect(const struct graphroot *graphroot, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images);

/* Fills the platform, the layers and the labels from an image's configuration (OCI Image Specification). */
void
read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration);

#endif
