/*
 * What the commands of read tags print in images, in the form that tags have it. An image ID always
 * names the same image, so it is remembered by ID.
 */
#ifndef BUILD_SURVEY_OUTPUTS_H
#define BUILD_SURVEY_OUTPUTS_H

#include <stdbool.h>

#include "support/map.h"

struct arena;

struct outputs {
	struct arena *arena;
	const char *path;
	struct map known; /* "ID HASH", with the hash of the command → what it printed */
	bool changed;
};

/* A hash of the words of a command. */
const char *
outputs_hash(struct arena *arena, const char *const *words);

/* Reads what the file `path` remembers. */
void
outputs_open(struct outputs *outputs, struct arena *arena, const char *path);

/* What the command `words` printed in the image `id`. NULL: it is not known. */
const char *
outputs_find(const struct outputs *outputs, const char *id, const char *const *words);

/* Notes what a command printed. NULL: it is not known any more. */
void
outputs_note(struct outputs *outputs, const char *id, const char *const *words, const char *output);

/* Writes the file, if anything has changed. */
void
outputs_save(const struct outputs *outputs);

#endif
