/*
 * Reads what engines, registries and helpers answer. It is text from outside: what does not have
 * the expected form is left out, and is never an error here.
 */
#ifndef ENGINE_ANSWER_H
#define ENGINE_ANSWER_H

#include "engine/engine.h"

struct node;

/*
 * Adds NAME → ID to `images`, under the name that people write. localhost/NAME replaces
 * docker.io/library/NAME, because the engine prefers it too. Names without a tag and words that are
 * no ID are left out.
 */
void
answer_add_image(struct map *images, struct arena *arena, const char *name, const char *id);

/*
 * Adds an image for each line NAME:TAG ID of `output`. Names that look like options are left out.
 */
void
answer_read_lines(struct map *images, struct arena *arena, const struct text *output);

/*
 * The root of a JSON text, of which a copy is made in the arena. NULL if the bytes are no JSON or
 * NULL.
 */
const struct node *
answer_read_json(struct arena *arena, const char *bytes, size_t length);

/* The value at a path of keys, which NULL ends. NULL if it is missing, or `node` is NULL. */
const struct node *
answer_find(const struct node *node, const char *const *keys);

/* The text of the scalar at a path of keys. "" if there is none. */
const char *
answer_find_text(const struct node *node, const char *const *keys);

/*
 * Fills an image from what `docker image inspect` and `podman image inspect` print. `labels` is the
 * path of the labels. False, with nothing filled, if there is no ID.
 */
bool
answer_read_inspection(struct engine_image *image, struct arena *arena, const struct node *node,
	const char *const *labels);

/*
 * Fills platform, layers and labels from the configuration of an image (OCI Image Specification,
 * "Image Configuration").
 */
void
answer_read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration);

/*
 * Fills what containers are started with, and the history, from such a configuration. False if it
 * has none.
 */
bool
answer_describe(
	struct engine_configuration *configuration, struct arena *arena, const struct node *node);

/*
 * OS/ARCHITECTURE[/VARIANT]. The variant v8 of arm64 is left out, because every arm64 has it.
 * "unknown" if one of the words has a character that platforms never have.
 */
const char *
answer_platform(struct arena *arena, const char *os, const char *architecture, const char *variant);

/* The platform of the machine that this program runs on, from uname(2): linux/amd64. */
const char *
machine_platform(struct arena *arena);

#endif
