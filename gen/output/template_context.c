#include "output/template_context.h"

#include <string.h>

#include "dockerfile/example.h"
#include "document/node.h"
#include "family/bake_name.h"
#include "family/family.h"
#include "family/reference.h"
#include "family/schema/schema.h"
#include "support/arena.h"
#include "support/banned.h"

/* The members of an image besides its keys; `all` has none of them. */
static const char *const image_members[] = {
	"name", "all", "parent", "ancestors", "children", "variants", "target", NULL};

/* The members of a variant. Those at the end are set while it is rendered, and not known before. */
enum { VARIANT_MEMBERS_LATER = 3 };
static const char *const variant_members[] = {"name", "id", "axes", "registry", "repository",
	"repositories", "tag", "tags", "read_tags", "target", "latest", "on_demand", "named",
	"reference", "context", "number", "level", "image", "base", "example", "parents", "bases",
	"pinned", "files", "key", "ingredients", NULL};

static const char *const base_members[] = {
	"reference", "name", "root", "image", "origins", "copies", "stages", NULL};
static const char *const parent_members[] = {"argument", "variant", NULL};

/* How a deferred entry of an image is made: as the field of this number, or as one of these. */
enum {
	MAKE_ALL = 1 << 16,
	MAKE_ANCESTORS,
	MAKE_CHILDREN,
	MAKE_EXAMPLE,
	MAKE_ORIGINS,
	MAKE_COPIES,
	MAKE_STAGES,
	MAKE_PARENTS,
	MAKE_BASES,
	MAKE_PINNED,
};

static struct variant_context *
of_variant(struct template_context *context, const struct variant *variant)
{
	return &context->variants[variant->vertex.number - 1];
}

/* `ancestors` or `children` of an image. */
static struct value
value_of_relatives(struct template_context *context, const struct variant *variant, uint32_t which)
{
	struct arena *arena = &context->values.deferral.arena;
	struct value list = value_list(arena);
	const struct variant *parent = variant->origins[0].parent;

	for (; parent && which == MAKE_ANCESTORS; parent = parent->origins[0].parent)
		value_list_append(arena, list, of_variant(context, parent)->image);
	for (size_t i = 0; i < variant->vertex.child_count && which == MAKE_CHILDREN; i++)
		value_list_append(arena, list,
			context->variants[variant->vertex.children[i]->number - 1].image);
	return list;
}

/* How FROM names an origin, or the argument of a parent where nothing is passed. */
static const char *
name_of(struct arena *arena, const struct origin *origin)
{
	return origin->parent ? reference_of_variant(arena, origin->parent) : origin->pinned;
}

/*
 * The stage that an origin of `copy` becomes in the Dockerfile; the number tells bases apart. NULL
 * for another origin.
 */
static const char *
stage_of(struct arena *arena, const struct variant *variant, size_t number)
{
	const struct origin *origin = &variant->origins[number];

	if (!number || number > variant->copied_count)
		return NULL;
	return origin->parent ? arena_format(arena, "from-%s", origin->parent->image->name)
			      : arena_format(arena, "base-%zu", number);
}

static struct value
value_of_origin(struct arena *arena, struct template_context *context, const struct origin *origin,
	const char *stage)
{
	struct value value = value_dict(arena);

	value_dict_set(arena, value, "name", value_text(origin->reference));
	value_dict_set(arena, value, "argument", value_text(origin->argument));
	value_dict_set(arena, value, "reference", value_text(name_of(arena, origin)));
	value_dict_set(arena, value, "stage", stage ? value_text(stage) : value_none());
	value_dict_set(arena, value, "image",
		origin->parent ? of_variant(context, origin->parent)->image : value_none());
	return value;
}

/* A parent, with the build argument that names it. */
static struct value
value_of_parent(struct arena *arena, struct template_context *context, const struct origin *origin)
{
	struct value parent = value_dict_like(arena, context->parent_form, 0);

	value_dict_set(arena, parent, "argument", value_text(origin->argument));
	value_dict_set(arena, parent, "variant", of_variant(context, origin->parent)->variant);
	return parent;
}

/*
 * The origins as a list, those of `copy` as a list, or their stages by the images' names; those
 * that are parents, the bases, or the bases with their locked digests.
 */
static struct value
value_of_origins(struct template_context *context, const struct variant *variant, uint32_t which)
{
	struct arena *arena = &context->values.deferral.arena;
	struct value list = value_list(arena), stages = value_dict(arena);

	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];
		const char *stage = stage_of(arena, variant, i);

		if (which == MAKE_ORIGINS || (which == MAKE_COPIES && stage))
			value_list_append(
				arena, list, value_of_origin(arena, context, origin, stage));
		if (which == MAKE_STAGES && stage)
			value_dict_set(arena, stages, origin->reference, value_text(stage));
		if (which == MAKE_PARENTS && origin->parent)
			value_list_append(arena, list, value_of_parent(arena, context, origin));
		if (which == MAKE_BASES && !origin->parent)
			value_list_append(arena, list, value_text(origin->reference));
		if (which == MAKE_PINNED && !origin->parent)
			value_list_append(arena, list, value_text(origin->pinned));
	}
	return which == MAKE_STAGES ? stages : list;
}

bool
template_context_take_example(struct template_context *context, const struct variant *variant)
{
	/* To read 8 bytes takes as long as to make a value. */
	return image_values_take(&context->values, example_length(variant) / 8);
}

static struct value
value_of_example(struct template_context *context, const struct variant *variant)
{
	const char *example = template_context_take_example(context, variant)
				      ? example_of_variant(&context->values.deferral.arena,
						&context->scratch, context->source, variant)
				      : NULL;

	return example ? value_text(example) : value_none();
}

static struct value
make(struct deferral *deferral, const void *what, uint32_t how)
{
	struct template_context *context = (struct template_context *)deferral;

	if (how == MAKE_ALL) {
		struct value all = value_dict_like(&deferral->arena, context->all_form, 0);

		image_values_set(&context->values, &deferral->arena, all, what);
		return all;
	}
	if (how == MAKE_ANCESTORS || how == MAKE_CHILDREN)
		return value_of_relatives(context, what, how);
	if (how == MAKE_EXAMPLE)
		return value_of_example(context, what);
	if (how >= MAKE_ORIGINS)
		return value_of_origins(context, what, how);
	return image_values_make(&context->values, how, what);
}

static struct value
value_of_texts(struct arena *arena, const char *const *texts, size_t count)
{
	struct value list = value_list(arena);

	for (size_t i = 0; i < count; i++)
		value_list_append(arena, list, value_text(texts[i]));
	return list;
}

/* The image as it is in one variant. */
static struct value
value_of_image(struct template_context *context, const struct variant *variant)
{
	struct arena *arena = context->values.arena;
	struct value value = value_dict_like(arena, context->image_form, 0);

	image_values_set(&context->values, arena, value, variant->resolved);
	value_dict_set(arena, value, "name", value_text(variant->image->name));
	value_dict_set(arena, value, "tag", value_text(variant->tag));
	value_dict_set(arena, value, "template", value_text(variant->template_name));
	value_dict_defer(arena, value, "all", &context->values.deferral, variant->all, MAKE_ALL);
	value_dict_defer(
		arena, value, "ancestors", &context->values.deferral, variant, MAKE_ANCESTORS);
	value_dict_defer(
		arena, value, "children", &context->values.deferral, variant, MAKE_CHILDREN);
	return value;
}

/* Sets `parent`. Parents come first in the order, so their values are complete. */
static void
link_image(struct arena *arena, struct template_context *context, const struct variant *variant)
{
	const struct variant *parent = variant->origins[0].parent;

	if (parent)
		value_dict_set(arena, of_variant(context, variant)->image, "parent",
			of_variant(context, parent)->image);
}

static struct value
value_of_base(struct arena *arena, struct template_context *context, const struct variant *variant)
{
	const struct origin *from = &variant->origins[0];
	struct value base = value_dict_like(arena, context->base_form, 0);
	struct deferral *deferral = &context->values.deferral;
	const char *reference = name_of(arena, from);

	value_dict_set(arena, base, "reference", value_text(reference));
	value_dict_set(arena, base, "name", value_text(from->parent ? reference : from->reference));
	value_dict_set(arena, base, "root", value_text(variant_base(variant)->pinned));
	value_dict_set(arena, base, "image",
		from->parent ? of_variant(context, from->parent)->image : value_none());
	value_dict_defer(arena, base, "origins", deferral, variant, MAKE_ORIGINS);
	value_dict_defer(arena, base, "copies", deferral, variant, MAKE_COPIES);
	value_dict_defer(arena, base, "stages", deferral, variant, MAKE_STAGES);
	return base;
}

static struct value
value_of_axes(struct arena *arena, const struct variant *variant)
{
	struct value axes = value_dict_for(arena, variant->axis_count);

	for (size_t i = 0; i < variant->axis_count; i++)
		value_dict_set(
			arena, axes, variant->axes[i].axis, value_text(variant->axes[i].value));
	return axes;
}

static struct value
value_of_read_tags(struct arena *arena, const struct variant *variant)
{
	struct value list = value_list(arena);

	for (size_t i = 0; i < variant->read_tag_count; i++)
		value_list_append(arena, list, value_text(variant->read_tags[i].tag));
	return list;
}

static struct value
value_of_repositories(struct arena *arena, const struct variant *variant)
{
	size_t count = 0;

	while (variant->repositories[count])
		count++;
	return value_of_texts(arena, variant->repositories, count);
}

static void
fill_variant(struct arena *arena, struct template_context *context, const struct variant *variant)
{
	struct variant_context *own = of_variant(context, variant);
	struct deferral *deferral = &context->values.deferral;
	const struct image *image = variant->image;

	const struct {
		const char *name;
		struct value value;
	} members[] = {
		{"name", value_text(image->name)},
		{"id", value_text(variant->id)},
		{"axes", value_of_axes(arena, variant)},
		{"registry", value_text(variant->registry)},
		{"repository", value_text(variant->repositories[0])},
		{"repositories", value_of_repositories(arena, variant)},
		{"tag", value_text(variant->tag)},
		{"tags", value_of_texts(arena, variant->tags, variant->tag_count)},
		{"read_tags", value_of_read_tags(arena, variant)},
		{"target", value_text(bake_name(arena, &context->targets, variant->id))},
		{"latest", value_boolean(variant == image->latest)},
		{"on_demand", value_boolean(variant->on_demand)},
		{"named", value_boolean(variant_is_named(variant))},
		{"reference", value_text(reference_of_variant(arena, variant))},
		{"context", value_text(variant->context)},
		{"number", value_integer((int64_t)variant->vertex.number)},
		{"level", value_integer((int64_t)variant->vertex.level)},
		{"image", own->image},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		value_dict_set(arena, own->variant, members[i].name, members[i].value);
	own->base = value_of_base(arena, context, variant);
	value_dict_set(arena, own->variant, "base", own->base);
	value_dict_defer(arena, own->variant, "example", deferral, variant, MAKE_EXAMPLE);
	value_dict_defer(arena, own->variant, "parents", deferral, variant, MAKE_PARENTS);
	value_dict_defer(arena, own->variant, "bases", deferral, variant, MAKE_BASES);
	value_dict_defer(arena, own->variant, "pinned", deferral, variant, MAKE_PINNED);
}

/* Sets what is the same in every variant of an image: `variants`, and `target` for all of them. */
static void
fill_image(struct arena *arena, struct template_context *context, const struct image *image)
{
	struct value variants = value_list(arena);
	const struct value latest = of_variant(context, image->latest)->variant,
			   target = image->latest->axis_count
					    ? value_text(bake_name(
						      arena, &context->targets, image->name))
					    : value_dict_get(latest, "target");

	for (size_t i = 0; i < image->variant_count; i++) {
		const struct variant_context *own = of_variant(context, image->variants[i]);

		value_list_append(arena, variants, own->variant);
		value_dict_set(arena, own->image, "variants", variants);
		value_dict_set(arena, own->image, "target", target);
	}
}

static struct value
value_of_levels(
	struct arena *arena, const struct template_context *context, const struct family *family)
{
	struct value levels = value_list(arena), level = levels;

	for (size_t i = 0; i < family->variant_count; i++) {
		if (i == 0 ||
			family->order[i]->vertex.level != family->order[i - 1]->vertex.level) {
			level = value_list(arena);
			value_list_append(arena, levels, level);
		}
		value_list_append(arena, level, context->variants[i].variant);
	}
	return levels;
}

/* The bases, each once, in the order of their first use. */
static struct value
value_of_bases(struct arena *arena, const struct family *family)
{
	struct value bases = value_list(arena);
	struct map seen = {0};

	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		for (size_t j = 0; j < variant->origin_count; j++) {
			const char *reference = variant->origins[j].reference;
			const size_t length = variant->origins[j].node->length;

			if (variant->origins[j].parent ||
				map_set(&seen, arena, reference, length, &seen))
				continue;
			value_list_append(arena, bases, value_text(reference));
		}
	}
	return bases;
}

static void
fill_family(struct arena *arena, struct template_context *context, const struct family *family)
{
	struct value order = value_list(arena), images = value_dict(arena);

	for (size_t i = 0; i < family->variant_count; i++)
		value_list_append(arena, order, context->variants[i].variant);
	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->images.entries[i].value;

		value_dict_set(
			arena, images, image->name, of_variant(context, image->latest)->image);
		fill_image(arena, context, image);
	}
	value_dict_set(arena, context->family, "name", value_text(family->name));
	value_dict_set(arena, context->family, "namespace", value_text(family->repository_prefix));
	value_dict_set(arena, context->family, "registry", value_text(family->registry));
	value_dict_set(arena, context->family, "order", order);
	value_dict_set(arena, context->family, "levels", value_of_levels(arena, context, family));
	value_dict_set(arena, context->family, "images", images);
	value_dict_set(arena, context->family, "bases", value_of_bases(arena, family));
}

struct template_context *
template_context_new(struct arena *arena, const struct family *family, struct budget *budget)
{
	static const struct field no_fields[] = {{0}};
	static const char *const no_members[] = {NULL};
	struct template_context *context = arena_allocate(arena, sizeof(*context));

	*context = (struct template_context){
		.values = {.deferral = {.make = make}, .arena = arena, .budget = budget},
		.image_form = image_values_form(arena, schema_image.fields, image_members),
		.all_form = image_values_form(arena, schema_image.fields, no_members),
		.variant_form = image_values_form(arena, no_fields, variant_members),
		.base_form = image_values_form(arena, no_fields, base_members),
		.parent_form = image_values_form(arena, no_fields, parent_members),
		.source = family};
	context->family = value_dict(arena);
	context->variants =
		arena_allocate_array(arena, family->variant_count, sizeof(*context->variants));
	for (size_t i = 0; i < family->variant_count; i++)
		context->variants[i] = (struct variant_context){
			value_of_image(context, family->order[i]),
			value_dict_like(arena, context->variant_form, VARIANT_MEMBERS_LATER),
			value_none()};
	for (size_t i = 0; i < family->variant_count; i++) {
		link_image(arena, context, family->order[i]);
		fill_variant(arena, context, family->order[i]);
	}
	fill_family(arena, context, family);
	return context;
}

void
template_context_set_key(
	struct arena *arena, struct template_context *context, const struct variant *variant)
{
	struct value self = of_variant(context, variant)->variant;

	value_dict_set(arena, self, "key", value_text(variant->content_key));
	value_dict_set(arena, self, "ingredients", value_text(variant->key_inputs));
}

void
template_context_set_files(struct arena *arena, struct template_context *context,
	const struct variant *variant, struct value files)
{
	value_dict_set(arena, of_variant(context, variant)->variant, "files", files);
}

struct value
template_context_of(
	struct arena *arena, struct template_context *context, const struct variant *variant)
{
	const struct variant_context *own = of_variant(context, variant);
	struct value names = value_dict(arena);

	value_dict_set(arena, names, "family", context->family);
	value_dict_set(arena, names, "image", own->image);
	value_dict_set(arena, names, "variant", own->variant);
	value_dict_set(arena, names, "base", own->base);
	return names;
}

bool
template_context_forget(
	struct template_context *context, struct place place, struct diagnostics *diagnostics)
{
	return image_values_forget(&context->values, place, diagnostics);
}

void
template_context_free(struct template_context *context)
{
	image_values_free(&context->values);
	arena_free(&context->scratch);
}
