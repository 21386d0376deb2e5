/* The family as templates see it (DESIGN: Templates): family, image, variant, base. */
#ifndef OUTPUT_VIEW_H
#define OUTPUT_VIEW_H

#include <stddef.h>

#include "support/map.h"
#include "template/value.h"

struct arena;
struct family;
struct variant;

struct view_of_variant {
	struct value image, variant, base;
};

struct view_of_family {
	struct value family;
	struct view_of_variant *variants; /* in the order of building */
	struct map targets;               /* names that bake knows targets by */
};

/*
 * Every key of images.yaml is there for every image: what was not written is none, a list or map
 * without anything in it. Keys of variants are not known yet: view_set_key adds them.
 */
struct view_of_family *
view_new(struct arena *arena, const struct family *family);

/* Sets variant.key and variant.ingredients, which are known by now. */
void
view_set_key(struct arena *arena, struct view_of_family *view, const struct variant *variant);

/* What the template of a variant is rendered with: the four names. */
struct value
view_context(struct arena *arena, const struct view_of_family *view, size_t place);

#endif
