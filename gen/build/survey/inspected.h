/*
 * What is known of images by their IDs. What an ID stands for never changes, so an image is
 * inspected once and remembered in a file. Without the file a run is slower, and never wrong.
 */
#ifndef BUILD_SURVEY_INSPECTED_H
#define BUILD_SURVEY_INSPECTED_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"
#include "support/map.h"

struct arena;
struct engine;
struct engine_image;
struct text;

/*
 * A layer with those below it (OCI Image Specification, "Layer ChainID"). Images with the same
 * lower layers share the structs.
 */
struct layer {
	const struct layer *below; /* NULL: this is the lowest */
	const char *diff_id;
	size_t height; /* number of layers up to this one */
	size_t number; /* the order in which layers became known, from 1 */
	size_t saved;  /* its number in the file that is being written; 0: it is not in there */
};

/* What has to be known of an image to tell whether it belongs to a key. */
struct inspected {
	const char *id;
	const char *platform;    /* "" for none */
	const struct layer *top; /* NULL: no layers */
	const char *layers_hash; /* of its diff IDs, as in the label basegen.parents */
	const char *key;         /* the label basegen.key; "" for none */
	const char *parents;     /* the label basegen.parents; "" for none */
	bool stand_in;           /* it has the label basegen.stand-in */
	bool fresh;              /* it was inspected in this run */
};

struct inspections {
	struct arena *arena;
	const struct engine *engine;
	struct map images; /* ID → struct inspected */
	struct map layers; /* NUMBER-OF-BELOW/DIFF-ID → struct layer */
	bool changed;      /* something is known that is not in the file */
};

/* Starts with what the file `path` remembers. NULL, or a file of another form: nothing. */
void
inspections_open(struct inspections *inspections, struct arena *arena, const struct engine *engine,
	const char *path);

/* The image with this ID. NULL if it is not known. */
const struct inspected *
inspections_find(const struct inspections *inspections, const char *id);

/*
 * Inspects those of the IDs that are not known, with one question to the engine. IDs of images that
 * are gone stay unknown. OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
inspections_add(struct inspections *inspections, const char *const *ids, size_t count);

/*
 * Remembers an image that was inspected. A platform or key that is not a word of printable
 * characters counts as empty, and so do parents that survey_parents_label would not write. If a
 * diff ID is not a word, the key counts as empty too.
 */
const struct inspected *
inspections_remember(struct inspections *inspections, const struct engine_image *image);

/*
 * Appends an image as words for another process: ID PLATFORM LAYERS-HASH STAND-IN KEY PARENTS, with
 * a dash for what is empty. The caller sends the diff IDs separately.
 */
void
inspected_append(struct text *text, const struct inspected *image);

/*
 * Remembers the image that inspected_append wrote to `words`. `words` is split in place, and must
 * live as long as the inspections, like the `count` diff IDs. NULL, and nothing is remembered, if
 * the words have another form or the layers do not have that hash.
 */
const struct inspected *
inspections_parse(
	struct inspections *inspections, const char *const *diff_ids, size_t count, char *words);

/*
 * Writes the file, if something changed: what is known of the IDs for which `wanted` has a value,
 * and what was inspected in this run. The rest is forgotten. Failing to write is no error.
 */
void
inspections_save(struct inspections *inspections, const char *path, const struct map *wanted);

/* Whether the layers of `image` begin with all layers of `parent`. */
bool
inspected_stands_on(const struct inspected *image, const struct inspected *parent);

#endif
