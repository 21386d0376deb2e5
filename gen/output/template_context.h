/*
 * The context of templates (images.yaml(5), TEMPLATES): the names family, image, variant and base.
 */
#ifndef OUTPUT_TEMPLATE_CONTEXT_H
#define OUTPUT_TEMPLATE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "jinja/value/value.h"
#include "output/image_values.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/source.h"

struct budget;
struct diagnostics;
struct family;
struct variant;

/* What a variant's template sees besides the family. */
struct variant_context {
	struct value image, variant, base;
};

struct template_context {
	struct image_values values; /* first, so that it can be cast back */
	struct value image_form, all_form, variant_form, base_form,
		parent_form; /* what the dicts are like */
	struct value family;
	const struct family *source;      /* what it is the context of */
	struct variant_context *variants; /* in the order of building */
	struct arena scratch;             /* of examples, while one is read */
	struct map targets;               /* names that bake knows targets by */
};

/*
 * The context of a family, in `arena`. Values of lists and maps are taken from `budget` when a
 * template looks at them (output/image_values.h). Keys of variants are not known yet:
 * template_context_set_key adds them.
 */
struct template_context *
template_context_new(struct arena *arena, const struct family *family, struct budget *budget);

/* Takes what it costs to read the variant's example; false if that is too much. */
bool
template_context_take_example(struct template_context *context, const struct variant *variant);

/* image_values_forget for the values that the last rendering looked at. */
bool
template_context_forget(
	struct template_context *context, struct place place, struct diagnostics *diagnostics);

void
template_context_free(struct template_context *context);

/* Sets variant.key and variant.ingredients, which are known by now. */
void
template_context_set_key(
	struct arena *arena, struct template_context *context, const struct variant *variant);

/* Sets variant.files, the copies of files for its Dockerfile, while that is rendered. */
void
template_context_set_files(struct arena *arena, struct template_context *context,
	const struct variant *variant, struct value files);

/* What the template of a variant is rendered with: a dict of the four names. */
struct value
template_context_of(
	struct arena *arena, struct template_context *context, const struct variant *variant);

#endif
