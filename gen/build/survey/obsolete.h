/* Images of the family in the engine whose key no variant has any more. */
#ifndef BUILD_SURVEY_OBSOLETE_H
#define BUILD_SURVEY_OBSOLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct inspected;
struct survey;

/* One image, with its names in the repositories of the family. */
struct obsolete {
	const struct inspected *image;
	const char **names;
	size_t name_count;
};

/* The images, those on others first. */
struct obsoletes {
	struct obsolete *items;
	size_t count;
};

/*
 * Finds them among the images that have a name in a repository of the `selected` targets, with the
 * registry of the settings or without it; with `removed` also in repositories that no target has,
 * in the same folder as those that targets have.
 *
 * An image counts if its label basegen.key names a key that no target of the family has, for any
 * platform, and one of the names is that of this key. What somebody has built on an image of the
 * family inherits the label, and has no such name. The results live in the survey's arena.
 * OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
obsolete_find(struct survey *survey, const bool *selected, bool removed, struct obsoletes *found);

#endif
