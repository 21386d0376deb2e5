/*
 * The store of images that podman and buildah have on disk (github.com/containers/storage), read
 * without them. They look at images one by one, and podman at the whole store for each of them: at 1,100
 * images its list takes minutes, and the files of the store 20 ms. It is always the store that the
 * engine itself names. What is not there is asked of the engine, unless that counts as many images as
 * the store has: there can be additional stores, and builds that go on.
 */
#ifndef ENGINE_GRAPHROOT_H
#define ENGINE_GRAPHROOT_H

#include "engine/engine.h"
#include "engine/query.h"

/* A store: where it is, and what is in it. */
struct graphroot {
	const char *images; /* the folder of its images */
	struct map names;   /* NAME → its ID as a string */
	struct map ids;     /* ID → itself */
	bool whole;         /* the engine has no others */
};

/* Where an engine tells of its store in JSON: the keys of the folder, the driver, the number of images. */
struct graphroot_source {
	const char *const *root, *const *driver, *const *number;
};

/* Reads the store of which an engine has told. False if it cannot be read. */
bool
graphroot_read(const struct node *told, struct arena *arena, const struct graphroot_source *source,
	struct graphroot *graphroot);

/*
 * Looks at images as engine_inspect does: in the store if there is one, and by the engine, as engine_inspect_each
 * has it, for all that is not found there though it may be somewhere. `told` is what the engine has told
 * of its store, or NULL.
 */
enum outcome
graphroot_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, const struct graphroot_source *source,
	const struct node *told, engine_inspect_words *words_for, engine_inspect_read *read);

#endif
