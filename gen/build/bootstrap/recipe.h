/* What a stand-in for a base is made of: packages of a release of Debian. */
#ifndef BUILD_BOOTSTRAP_RECIPE_H
#define BUILD_BOOTSTRAP_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct arena;
struct diagnostics;
struct family;
struct kind;
struct kind_release;

struct recipe {
	const char *base; /* as images.yaml has it: docker.io/python:3.11-slim */
	const char *name; /* as engines list it: python:3.11-slim */
	const struct kind *kind;
	const struct kind_release *release;
	/*
	 * Why no stand-in can be made, and an image on demand that needs the base; kind and release
	 * are then NULL. NULL: one can be made.
	 */
	const char *impossible, *needed_by;
};

/* All zero is empty. */
struct recipes {
	struct recipe *items;
	size_t count;
};

/* Whether there is a recipe of a stand-in for `base`. */
bool
recipe_exists(struct arena *arena, const char *base);

/*
 * Adds the recipe of a stand-in for `base`, unless it is there. If there can be none, a mistake is
 * reported at `place`.
 */
void
recipes_add(struct recipes *recipes, struct arena *arena, const char *base, struct place place,
	struct diagnostics *diagnostics);

/*
 * Adds a recipe for each base of the family, in the order of building. scratch needs none. If there
 * can be none for a base, a mistake is reported where an image names it that is not on demand. If
 * there is no such image, the recipe is impossible.
 */
void
recipes_add_family(struct recipes *recipes, struct arena *arena, const struct family *family,
	struct diagnostics *diagnostics);

#endif
