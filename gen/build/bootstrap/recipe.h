/* What a stand-in for a base is made of: packages of a release of Debian. */
#ifndef BUILD_BOOTSTRAP_RECIPE_H
#define BUILD_BOOTSTRAP_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct arena;
struct diagnostics;
struct family;

struct recipe {
	const char *base;   /* as images.yaml has it: python:3.11-slim */
	const char *name;   /* without a registry: python:3.11-slim */
	const char *suite;  /* of Debian: bookworm */
	const char *python; /* the X of its Python 3.X; NULL: Debian alone */
};

/* All zero is empty. */
struct recipes {
	struct recipe *items;
	size_t count;
};

/*
 * Adds the recipe of a stand-in for `base`, unless it is there. If there can be none, a mistake is
 * reported at `place`.
 */
void
recipes_add(struct recipes *recipes, struct arena *arena, const char *base, struct place place,
	struct diagnostics *diagnostics);

/* Adds a recipe for each base of the family, in the order of building. scratch needs none. */
void
recipes_add_family(struct recipes *recipes, struct arena *arena, const struct family *family,
	struct diagnostics *diagnostics);

#endif
