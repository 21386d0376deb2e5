/*
 * What is known of images by their IDs. What an ID holds never changes, so that it is looked at once and
 * remembered in a file; losing the file costs time only.
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

/* A layer on those below it (OCI Image Specification, "Layer ChainID"): one struct for one stack. */
struct layer {
	const struct layer *below; /* NULL: it is the lowest */
	const char *diff_id;
	size_t height; /* from 1 */
	size_t number; /* in the order of being known, from 1 */
	size_t saved;  /* its number in the file that is being written; 0: it is not in it */
};

/* What decides whether an image is what a key says. */
struct inspected {
	const char *id;
	const char *platform;    /* "" for none */
	const struct layer *top; /* NULL: no layers */
	const char *layers_hash; /* of its diff IDs, as the label basegen.parents names it */
	const char *key;         /* the label basegen.key; "" for none */
	const char *parents;     /* the label basegen.parents; "" for none */
	bool stand_in;           /* it has the label basegen.stand-in */
	bool fresh;              /* it was looked at in this run */
};

struct inspections {
	struct arena *arena;
	const struct engine *engine;
	struct map images; /* ID → struct inspected */
	struct map layers; /* NUMBER-OF-BELOW/DIFF-ID → struct layer */
	bool changed;      /* something is known that the file has not */
};

/* Reads what `path` remembers (NULL: nothing); what is no such file is ignored. */
void
inspections_open(struct inspections *inspections, struct arena *arena, const struct engine *engine,
	const char *path);

/* The image with this ID, or NULL where it was not looked at yet. */
const struct inspected *
inspections_find(const struct inspections *inspections, const char *id);

/* Looks at those of the IDs that are not known, with one question; those that are gone stay unknown. */
enum outcome
inspections_add(struct inspections *inspections, const char *const *ids, size_t count);

/*
 * Remembers an image that somebody has looked at. A platform or key that is no word of printable characters and
 * parents of another form than survey_parents_label gives them count as empty; so does the key if a diff ID is no word.
 */
const struct inspected *
inspections_remember(struct inspections *inspections, const struct engine_image *image);

/*
 * Appends an image as words of a line, for another process: ID PLATFORM LAYERS-HASH STAND-IN KEY PARENTS, with a
 * dash for what is empty. Its diff IDs are told apart.
 */
void
inspected_append(struct text *text, const struct inspected *image);

/*
 * Remembers the image that such words tell, which are split in place; they and the `count` diff IDs stay where they are. NULL,
 * and nothing is remembered, if they are no such words or the layers do not make that hash.
 */
const struct inspected *
inspections_parse(
	struct inspections *inspections, const char *const *diff_ids, size_t count, char *words);

/*
 * Writes the file, if something changed, with what is known of the IDs for which `wanted` has a value and
 * what was looked at in this run; the rest is forgotten. A file that cannot be written costs time only
 * and is no failure.
 */
void
inspections_save(struct inspections *inspections, const char *path, const struct map *wanted);

/* Whether the layers of `image` begin with all of those of `parent`. */
bool
inspected_stands_on(const struct inspected *image, const struct inspected *parent);

#endif
