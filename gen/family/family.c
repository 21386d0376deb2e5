#include "family/family.h"

#include <string.h>

#include "document/node.h"
#include "family/matrix.h"
#include "family/merge.h"
#include "family/mistakes.h"
#include "family/reference.h"
#include "family/repositories.h"
#include "family/schema/allowance.h"
#include "family/schema/scalar.h"
#include "family/schema/schema.h"
#include "family/variant.h"
#include "family/vars.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* The keys of an image. Where it has none, an empty map at the place of its name. */
static struct node *
body_of(struct checker *checker, const struct node_entry *entry)
{
	if (!node_is_null(entry->value))
		return entry->value;
	struct node *empty = arena_allocate(checker->arena, sizeof(*empty));

	*empty = (struct node){.kind = NODE_MAP, .place = entry->key->place};
	return empty;
}

/* Makes the image of an entry, without its variants. NULL where it is not enabled or is wrong. */
static struct image *
read_image(struct checker *checker, struct family *family, struct node *defaults,
	const struct node_entry *entry)
{
	const struct subject what = {"image", entry->key->text};
	struct node *body = body_of(checker, entry);
	const size_t deferred = checker->deferred, using_vars = checker->using_vars;
	struct node *own = shape_check(checker, &schema_image, body, what);

	if (!own)
		return NULL;
	struct node *resolved = merge_defaults(checker, &schema_image, defaults, own);

	if (schema_is_disabled(resolved)) {
		map_set(&family->disabled, checker->arena, entry->key->text, entry->key->length,
			node_get(resolved, "enabled"));
		return NULL;
	}
	shape_check_required(checker, &schema_image, body, defaults, entry->key->place, what);
	struct image *image = arena_allocate(checker->arena, sizeof(*image));

	*image = (struct image){.vertex = {.id = entry->key->text, .node = entry->key},
		.name = entry->key->text,
		.key = entry->key,
		.written = body,
		.resolved = resolved,
		.has_placeholders =
			family->defaults_have_placeholders || checker->deferred > deferred,
		.uses_vars = family->defaults_use_vars || checker->using_vars > using_vars};
	return image;
}

/* Whether so many variants are allowed; reports it at `node` where not. */
static bool
is_small_enough(struct checker *checker, size_t variants, const struct node *node)
{
	if (variants > FAMILY_VARIANTS_MOST)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_FAMILY_TOO_LARGE,
			FAMILY_VARIANTS_MOST);
	return variants <= FAMILY_VARIANTS_MOST;
}

static void
read_images(struct checker *checker, struct family *family, const struct node *checked)
{
	struct node *defaults = node_get(checked, "defaults");
	const struct node *images = node_get(checked, "images");

	if (images && !is_small_enough(checker, images->entry_count, images))
		return;
	checker->placeholders = PLACEHOLDERS_DEFERRED;
	for (size_t i = 0; images && i < images->entry_count && !allowance_is_gone(checker); i++) {
		const struct node_entry *entry = &images->entries[i];
		struct image *image = read_image(checker, family, defaults, entry);

		if (schema_is_reserved(entry->key->text))
			diagnostic_error(checker->diagnostics, entry->key->place,
				MISTAKE_RESERVED_NAME, entry->key->text);
		if (!image)
			continue;
		repositories_declare(checker, family, image);
		map_set(&family->images, checker->arena, image->name, entry->key->length, image);
	}
	if (images && !family->images.count && !checker->diagnostics->errors)
		diagnostic_error(checker->diagnostics, images->place, MISTAKE_NO_IMAGES);
}

/* Renders `from` of an image with the values of a point. */
static const struct node *
from_at(struct checker *checker, const struct image *image, const struct point *point)
{
	struct node *from = node_get(image->resolved, "from");

	if (!from || !scalar_has_placeholder(from))
		return from;
	struct text_scope scope = {point->values, image->axis_count, image->key, NULL};

	scope.vars = vars_for_text(checker, image, point, from);
	const size_t errors = checker->diagnostics->errors;
	struct checker own = shape_expanding(checker, scope);
	const struct node *rendered = shape_check_field(&own, &schema_image, "from", from);

	if (!rendered && checker->diagnostics->errors == errors) {
		diagnostic_error(checker->diagnostics, from->place, MISTAKE_RENDERS_TO_NOTHING,
			"from", image->name);
		scalar_note_scope(&own);
	}
	return rendered;
}

/* Puts the images that the list `key` names without axes before the image. */
static void
link_others(
	struct checker *checker, const struct family *family, struct image *image, const char *key)
{
	const struct node *others = node_get(image->resolved, key);
	const bool may_link = others && allowance_take(checker, others->count, others->place);

	for (size_t i = 0; may_link && i < others->count; i++) {
		const struct node *name = variant_other(others->items[i]);
		struct image *other =
			name ? map_get(&family->images, name->text, name->length) : NULL;

		if (other)
			graph_need(checker->arena, &image->vertex, &other->vertex, name);
	}
}

/* Finds the parents at each point; what it names without axes comes before it, too. */
static void
link_image(struct checker *checker, const struct family *family, struct image *image)
{
	for (size_t i = 0; i < image->point_count; i++) {
		struct point *point = &image->points[i];

		point->from = from_at(checker, image, point);
		if (point->from &&
			!reference_find(family, point->from, &point->parent, checker->diagnostics))
			point->from = NULL;
		if (point->parent)
			graph_need(checker->arena, &image->vertex, &point->parent->vertex,
				point->from);
	}
	link_others(checker, family, image, "copy");
	link_others(checker, family, image, "bases");
}

/* The images, each behind its parents. NULL after a diagnostic. */
static struct vertex **
order_images(struct checker *checker, const struct family *family)
{
	struct vertex **images = arena_allocate_array(
		checker->arena, family->images.count + 1, sizeof(struct vertex *));

	size_t points = 0;

	for (size_t i = 0; i < family->images.count; i++) {
		struct image *image = family->images.entries[i].value;

		images[i] = &image->vertex;
		matrix_read(checker, image);
		points += image->point_count;
		if (!is_small_enough(checker, points, image->key) || allowance_is_gone(checker))
			return NULL;
		link_image(checker, family, image);
	}
	return graph_order(images, family->images.count, checker->diagnostics) ? images : NULL;
}

/* The variants of all images in the order of the file. NULL if there are too many. */
static struct vertex **
make_variants(struct checker *checker, struct family *family, struct vertex **images)
{
	struct vertex **variants = NULL;

	for (size_t i = 0; i < family->images.count; i++) {
		struct image *image = (struct image *)images[i];

		variants_make(checker, image);
		repositories_set(checker, family, image);
		family->variant_count += image->variant_count;
		if (!is_small_enough(checker, family->variant_count, image->key) ||
			allowance_is_gone(checker))
			return NULL;
	}
	variants = arena_allocate_array(
		checker->arena, family->variant_count + 1, sizeof(struct vertex *));
	size_t count = 0;

	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->images.entries[i].value;

		for (size_t j = 0; j < image->variant_count; j++) {
			variants[count++] = &image->variants[j]->vertex;
		}
	}
	return variants;
}

static void
order_variants(struct checker *checker, struct family *family, struct vertex **variants)
{
	for (size_t i = 0; i < family->variant_count && !allowance_is_gone(checker); i++)
		variant_link(checker, family, (struct variant *)variants[i]);
	graph_order(variants, family->variant_count, checker->diagnostics);
	family->order = (struct variant **)variants;
}

static const char *
text_or(const struct node *map, const char *key, const char *otherwise)
{
	const struct node *node = node_get(map, key);

	return node ? node->text : otherwise;
}

static void
read_family(struct checker *checker, struct family *family, const struct node *checked)
{
	family->name = text_or(checked, "name", "");
	family->repository_prefix = text_or(checked, "namespace", family->name);
	family->registry = text_or(checked, "registry", "");
	read_images(checker, family, checked);
	struct vertex **images = family->images.count ? order_images(checker, family) : NULL;
	struct vertex **variants = images ? make_variants(checker, family, images) : NULL;

	if (!variants)
		return;
	repositories_check(checker, family);
	order_variants(checker, family, variants);
}

struct family *
family_read(struct node *document, struct expander *expander, struct arena *arena,
	struct diagnostics *diagnostics, struct budget *budget)
{
	struct checker checker = {
		.arena = arena,
		.diagnostics = diagnostics,
		.grammars = grammars_new(),
		.placeholders = PLACEHOLDERS_LITERAL,
		.expander = expander,
		.budget = budget,
		.merging = merging_new(),
	};
	struct node *checked = shape_check(
		&checker, &schema_family, document, (struct subject){NULL, "images.yaml"});

	if (node_is_null(document))
		diagnostic_error(diagnostics, document->place, MISTAKE_NO_FAMILY);
	struct family *family = arena_allocate(arena, sizeof(*family));

	if (checked) {
		shape_check_required(&checker, &schema_family, document, NULL, document->place,
			(struct subject){NULL, "the family"});
		family->defaults_have_placeholders = checker.deferred > 0;
		family->defaults_use_vars = checker.using_vars > 0;
		read_family(&checker, family, checked);
	}
	merging_free(checker.merging);
	grammars_free(checker.grammars);
	return checked ? family : NULL;
}

const struct origin *
variant_base(const struct variant *variant)
{
	while (variant->origins[0].parent)
		variant = variant->origins[0].parent;
	return &variant->origins[0];
}

bool
variant_is_named(const struct variant *variant)
{
	const struct image *image = variant->image;

	for (size_t i = 0; i < image->variant_count; i++)
		if (!image->variants[i]->on_demand)
			return !variant->on_demand;
	return variant == image->latest;
}

const struct variant *
family_find_variant(const struct family *family, const char *word)
{
	const size_t length = strcspn(word, ":/");
	const struct image *image = map_get(&family->images, word, length);

	if (!image || !word[length])
		return image ? image->latest : NULL;
	for (size_t i = 0; i < image->variant_count; i++)
		if (strcmp(image->variants[i]->tag, word + length + 1) == 0)
			return image->variants[i];
	return NULL;
}
