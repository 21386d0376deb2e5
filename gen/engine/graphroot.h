/*
 * The store of podman and buildah on disk (github.com/containers/storage), read without these
 * programs. They inspect one image at a time, and podman reads the whole store for each: at 1,100
 * images its list takes minutes, and the files of the store take 20 ms.
 *
 * The engine itself names the store. An image that is not found there is asked of the engine,
 * because there can be additional stores and running builds; but not if the engine counts as many
 * images as the store has.
 */
#ifndef ENGINE_GRAPHROOT_H
#define ENGINE_GRAPHROOT_H

#include "engine/engine.h"
#include "engine/query.h"

/* A store and its images. */
struct graphroot {
	const char *images; /* the folder of its images */
	struct map names;   /* NAME → its ID as a string */
	struct map ids;     /* ID → itself */
	bool whole;         /* the engine has no other images */
};

/*
 * Where the engine's JSON has the folder, the storage driver, the number of images and the options
 * of the driver: paths of keys, which NULL ends.
 */
struct graphroot_source {
	const char *const *root, *const *driver, *const *number, *const *options;
};

/* Reads the store that the engine's answer `told` names. False if it cannot be read. */
bool
graphroot_read(const struct node *told, struct arena *arena, const struct graphroot_source *source,
	struct graphroot *graphroot);

/*
 * The configuration of the image with this ID (OCI Image Specification), with what only docker's
 * form has. NULL if it is not in the store.
 */
const struct node *
graphroot_configuration(const struct node *told, struct arena *arena,
	const struct graphroot_source *source, const char *id);

/*
 * The options, which NULL ends, for the scratch store of an engine, with the same driver and on top
 * of the one that the engine's answer `told` names. NULL if that names none.
 */
const char *const *
graphroot_scratch(const struct engine *engine, struct arena *arena, const struct node *told,
	const struct graphroot_source *source);

/*
 * Inspects images as engine_inspect does: in the store, if there is one; by the engine, as
 * engine_inspect_each does, what is not found there and may be elsewhere. `told` is the engine's
 * answer about its store, or NULL.
 */
enum outcome
graphroot_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, const struct graphroot_source *source,
	const struct node *told, engine_inspect_words *words_for, engine_inspect_read *read);

#endif
