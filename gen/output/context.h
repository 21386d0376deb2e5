/* The family as templates see it (DESIGN: Templates): family, image, variant, base. */
#ifndef OUTPUT_CONTEXT_H
#define OUTPUT_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "jinja/value/deferral.h"
#include "jinja/value/value.h"
#include "support/map.h"
#include "support/source.h"

struct arena;
struct budget;
struct diagnostics;
struct family;
struct variant;

struct view_of_variant {
	struct value image, variant, base;
};

struct view_of_family {
	struct deferral deferral; /* first, so that it can be cast back */
	struct arena *arena;
	struct budget *budget;
	struct map kept;       /* lists and maps that many images have, by where their values are */
	bool is_gone, is_told; /* whether more values were made than may be, and that is said */
	struct value image_form, all_form; /* dicts that those of images are like */
	struct value family;
	struct view_of_variant *variants; /* in the order of building */
	struct map targets;               /* names that bake knows targets by */
};

/*
 * The values of lists and maps are made when a template looks at them, from `budget`: view_forget ends that.
 * Every key of images.yaml is there for every image: what was not written is none, a list or map
 * without anything in it. Keys of variants are not known yet: view_set_key adds them.
 */
struct view_of_family *
view_new(struct arena *arena, const struct family *family, struct budget *budget);

/*
 * Forgets what the last rendering looked at. False, after a diagnostic at `place` the first time, once a
 * rendering has looked at more than the budget allows, and was not rendered with all values.
 */
bool
view_forget(struct view_of_family *view, struct place place, struct diagnostics *diagnostics);

void
view_free(struct view_of_family *view);

/* Sets variant.key and variant.ingredients, which are known by now. */
void
view_set_key(struct arena *arena, struct view_of_family *view, const struct variant *variant);

/* What the template of a variant is rendered with: the four names. */
struct value
view_context(struct arena *arena, const struct view_of_family *view, size_t place);

#endif
