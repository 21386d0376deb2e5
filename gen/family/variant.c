#include "family/variant.h"

#include <string.h>

#include "document/node.h"
#include "family/combination.h"
#include "family/family.h"
#include "family/matrix.h"
#include "family/merge.h"
#include "family/mistakes.h"
#include "family/reference.h"
#include "family/run_steps.h"
#include "family/schema/allowance.h"
#include "family/schema/scalar.h"
#include "family/schema/schema.h"
#include "family/tags.h"
#include "family/user.h"
#include "family/variables.h"
#include "family/vars.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* What a variant copies from, while it is collected. */
struct copying {
	struct arena arena; /* of the maps */
	struct map references, arguments;
	struct map numbers; /* argument → the number that it had last, if it was taken */
};

/*
 * BASE_NAME, the build argument that names the image `reference` of a copy; with a number if taken.
 */
static const char *
copy_argument(struct arena *arena, struct copying *copying, const char *reference)
{
	char *argument = arena_format(arena, "BASE_%s", reference);

	for (char *at = argument; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A')
		      : (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ? *at
										 : '_';
	const char *taken = argument;
	const size_t length = strlen(taken);
	uintptr_t number = (uintptr_t)map_get(&copying->numbers, taken, length);

	if (!number)
		number = 1;
	while (map_set(&copying->arguments, &copying->arena, argument, strlen(argument), argument))
		argument = arena_format(arena, "%s_%d", taken, (int)++number);
	if (number > 1)
		map_set(&copying->numbers, &copying->arena, taken, length, (void *)number);
	return argument;
}

static void
add_origin(
	struct variant *variant, struct arena *arena, const char *argument, const struct node *node)
{
	struct origin *origin = ARENA_ADD(arena, variant->origins, variant->origin_count);

	*origin = (struct origin){
		.argument = argument, .reference = node->text, .pinned = node->text, .node = node};
}

const struct node *
variant_other(const struct node *item)
{
	return item->kind == NODE_MAP ? node_get(item, "image") : item;
}

/* Adds each image that the list `key` names, once. */
static void
collect_others(
	struct checker *checker, struct variant *variant, struct copying *copying, const char *key)
{
	const struct node *others = node_get(variant->resolved, key);

	if (!others || !allowance_take(checker, others->count * ALLOWANCE_FOUND, others->place))
		return;
	for (size_t i = 0; i < others->count; i++) {
		const struct node *image = variant_other(others->items[i]);

		if (image &&
			!map_set(&copying->references, &copying->arena, image->text, image->length,
				variant) &&
			allowance_take(checker, ALLOWANCE_ORIGIN, image->place))
			add_origin(variant, checker->arena,
				copy_argument(checker->arena, copying, image->text), image);
	}
}

/* Collects the origins: `from` first, then each other image of `copy` and of `bases`, once. */
static void
collect_origins(
	struct checker *checker, struct variant *variant, const struct combination *combination)
{
	const struct node *from = combination->point->from;
	struct copying copying = {.arena = {0}};

	add_origin(variant, checker->arena, "BASE", from);
	variant->origins[0].parent = combination->parent;
	collect_others(checker, variant, &copying, "copy");
	variant->copied_count = variant->origin_count - 1;
	map_set(&copying.references, &copying.arena, from->text, from->length, variant);
	collect_others(checker, variant, &copying, "bases");
	arena_free(&copying.arena);
}

#define DEFAULT_TEMPLATE "base.Dockerfile.j2"

static struct node vars_key = {.kind = NODE_SCALAR, .text = "vars", .length = 4};

/* The record with `vars`, which may be NULL, in the place of those that it has. */
static struct node *
with_vars(struct arena *arena, struct node *record, struct node *vars)
{
	if (vars == node_get(record, "vars"))
		return record;
	struct node *copy = arena_allocate(arena, sizeof(*copy));

	*copy = (struct node){.kind = NODE_MAP, .place = record->place};
	for (size_t i = 0; i < record->entry_count; i++)
		if (!node_is(record->entries[i].key, "vars"))
			*ARENA_ADD(arena, copy->entries, copy->entry_count) = record->entries[i];
	if (vars)
		*ARENA_ADD(arena, copy->entries, copy->entry_count) =
			(struct node_entry){&vars_key, vars};
	return copy;
}

/* The image's keys as they are in a variant: vars first, which the other texts can use. */
static struct node *
resolve(struct checker *checker, const struct image *image, const struct combination *combination)
{
	struct text_scope scope = {combination->axes, combination->axis_count, image->key, NULL};

	if (!image->has_placeholders)
		return image->resolved;
	struct node *vars = vars_own(checker, image, combination->point, scope);

	scope.vars =
		image->uses_vars ? vars_visible(checker, vars, combination->parent) : &vars_none;
	struct checker own = shape_expanding(checker, scope);

	return shape_check(&own, &schema_image, with_vars(checker->arena, image->resolved, vars),
		(struct subject){"image", image->name});
}

/* Reports a key that was written and renders to nothing. */
static void
report_nothing(struct checker *checker, const struct variant *variant, const char *key,
	const struct node *written)
{
	const struct image *image = variant->image;
	struct checker own = *checker;

	own.scope = (struct text_scope){variant->axes, variant->axis_count, image->key, NULL};
	diagnostic_error(
		checker->diagnostics, written->place, MISTAKE_RENDERS_TO_NOTHING, key, image->name);
	scalar_note_scope(&own);
}

/*
 * The value of `key`, the variant's own or its parent's. NULL after a diagnostic, and where the key
 * was refused; `is_whole` says that none of the variant was.
 */
static const char *
own_or_inherited(struct checker *checker, const struct variant *variant, bool is_whole,
	const char *key, const char *inherited)
{
	const struct image *image = variant->image;
	const struct node *own = node_get(variant->resolved, key);

	if (own || inherited)
		return own ? own->text : inherited;
	const struct node *written = node_get(image->resolved, key);
	const struct node *refused = node_get(image->written, key);

	if (written && is_whole)
		report_nothing(checker, variant, key, written);
	else if (!written && (!refused || node_is_null(refused)))
		diagnostic_error(checker->diagnostics, image->key->place, MISTAKE_NO_INHERITED,
			image->name, key, key);
	return NULL;
}

static const struct field *
find_field(const struct shape *record, const struct node *key)
{
	const struct field *field = record->fields;

	while (field->name && !node_is(key, field->name))
		field++;
	return field;
}

/* Whether a list or map that begins there has something in the file, in the tree of `node`. */
static bool
is_filled_at(const struct node *node, struct place place)
{
	if (node->kind == NODE_SCALAR)
		return false;
	bool filled = node->place.source == place.source && node->place.start == place.start &&
		      !node_is_empty(node);

	for (size_t i = 0; node->kind == NODE_LIST && i < node->count && !filled; i++)
		filled = is_filled_at(node->items[i], place);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count && !filled; i++)
		filled = is_filled_at(node->entries[i].value, place);
	return filled;
}

/*
 * Reports an empty value of a key that children keep, where the parent has something. If all that
 * the file has there was refused, that is reported already.
 */
static void
check_removal(struct checker *checker, const struct image *image, const struct node *key,
	const struct node *own, const struct node *under, const struct variant *parent)
{
	if (node_is_empty(own) && under && !node_is_empty(under) &&
		!is_filled_at(image->written, own->place))
		diagnostic_error(checker->diagnostics, own->place, MISTAKE_NOT_REMOVED, key->text,
			parent->id);
}

static void
check_removals(struct checker *checker, const struct variant *variant, const struct variant *parent)
{
	for (size_t i = 0; i < variant->resolved->entry_count; i++) {
		const struct node_entry *own = &variant->resolved->entries[i];

		if (own->value->kind != NODE_MAP && !node_is_empty(own->value))
			continue;
		const struct field *field = find_field(&schema_image, own->key);
		const struct node *under =
			field->flags & KEPT ? node_get(parent->all, own->key->text) : NULL;

		check_removal(checker, variant->image, own->key, own->value, under, parent);
		for (size_t j = 0;
			under && field->shape->kind == SHAPE_RECORD && j < own->value->entry_count;
			j++) {
			const struct node_entry *part = &own->value->entries[j];

			/* A short form stands where its record does. */
			const bool is_short = part->key->place.start == own->value->place.start;

			check_removal(checker, variant->image, is_short ? own->key : part->key,
				part->value, node_get(under, part->key->text), parent);
		}
	}
}

/* Sets `all` of a variant. */
static void
inherit(struct checker *checker, struct variant *variant, const struct variant *parent)
{
	if (parent)
		check_removals(checker, variant, parent);
	variant->all = parent ? merge_parent(checker, &schema_image, parent->all, variant->resolved)
			      : variant->resolved;
	user_check(checker, variant);
	variables_check(checker, variant);
	run_steps_check(checker, variant);
}

static void
add_variant(struct checker *checker, struct image *image, const struct combination *combination)
{
	const struct variant *parent = combination->parent;
	const size_t errors = checker->diagnostics->errors;
	struct node *resolved = resolve(checker, image, combination);
	const bool is_whole = checker->diagnostics->errors == errors && !allowance_is_gone(checker);

	if (!resolved || schema_is_disabled(resolved))
		return;
	struct variant *variant = arena_allocate(checker->arena, sizeof(*variant));

	*variant = (struct variant){
		.image = image,
		.axes = combination->axes,
		.axis_count = combination->axis_count,
		.resolved = resolved,
	};
	collect_origins(checker, variant, combination);
	variant->tag =
		own_or_inherited(checker, variant, is_whole, "tag", parent ? parent->tag : NULL);
	variant->template_name = own_or_inherited(checker, variant, is_whole, "template",
		parent ? parent->template_name : DEFAULT_TEMPLATE);
	variant->id = variant->vertex.id =
		variant->axis_count && variant->tag
			? arena_format(checker->arena, "%s/%s", image->name, variant->tag)
			: image->name;
	variant->vertex.node = image->key;
	inherit(checker, variant, parent);
	variant->on_demand = schema_is_on_demand(variant->all);
	*ARENA_ADD(checker->arena, image->variants, image->variant_count) = variant;
}

/*
 * The latest variant gets the folder with the name of the image; the others get folders beside it.
 */
static void
set_contexts(struct arena *arena, const struct image *image)
{
	for (size_t i = 0; i < image->variant_count; i++) {
		struct variant *variant = image->variants[i];

		variant->context =
			variant == image->latest || !variant->tag
				? image->name
				: arena_format(arena, "%s.variants/%s", image->name, variant->tag);
	}
}

/* Whether there is a point where the image stands on something that is there. */
static bool
stands_somewhere(const struct image *image)
{
	for (size_t i = 0; i < image->point_count; i++) {
		const struct point *point = &image->points[i];

		if (point->from && (!point->parent || point->parent->variant_count))
			return true;
	}
	return false;
}

void
variants_make(struct checker *checker, struct image *image)
{
	const size_t errors = checker->diagnostics->errors;
	const struct combinations combinations = combinations_make(checker, image);

	const bool names_known = combinations_check_names(checker, image, &combinations);

	for (size_t i = 0; i < combinations.count && !allowance_is_gone(checker); i++)
		if (!combination_is_excluded(checker, image, &combinations.items[i]))
			add_variant(checker, image, &combinations.items[i]);
	if (!image->variant_count && !allowance_is_gone(checker) && stands_somewhere(image) &&
		checker->diagnostics->errors == errors)
		diagnostic_error(
			checker->diagnostics, image->key->place, MISTAKE_NO_VARIANTS, image->name);
	if (!allowance_is_gone(checker))
		reference_check_digests(checker, image);
	tags_set(checker, image, names_known);
	set_contexts(checker->arena, image);
}

/*
 * The variant of `image` that something is copied from: the one whose axes agree with those of
 * `variant`; of several the one that is tagged latest.
 */
static struct variant *
choose(struct checker *checker, const struct variant *variant, const struct origin *origin,
	const struct image *image)
{
	struct variant *chosen = NULL;
	size_t agreeing = 0;

	for (size_t i = 0; i < image->variant_count; i++) {
		struct variant *other = image->variants[i];

		if (!allowance_take(checker, 1, origin->node->place))
			return NULL;
		if (!matrix_axes_agree(
			    variant->axes, variant->axis_count, other->axes, other->axis_count))
			continue;
		agreeing++;
		if (agreeing == 1 || other == image->latest)
			chosen = other;
	}
	if (agreeing > 1 && chosen != image->latest)
		diagnostic_error(checker->diagnostics, origin->node->place,
			MISTAKE_AMBIGUOUS_VARIANT, image->name, agreeing);
	else if (!agreeing && image->variant_count)
		diagnostic_error(checker->diagnostics, origin->node->place,
			MISTAKE_NO_AGREEING_VARIANT, image->name, variant->id);
	return chosen;
}

void
variant_link(struct checker *checker, const struct family *family, struct variant *variant)
{
	for (size_t i = 0; i < variant->origin_count; i++) {
		struct origin *origin = &variant->origins[i];
		struct image *image;

		if (i && reference_find(family, origin->node, &image, checker->diagnostics) &&
			image)
			origin->parent = choose(checker, variant, origin, image);
		if (origin->parent)
			graph_need(checker->arena, &variant->vertex, &origin->parent->vertex,
				origin->node);
	}
	reference_check_bases(checker, family, variant);
}
