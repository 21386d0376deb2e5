#include "family/family.h"

#include <string.h>

#include "border/document.h"
#include "family/graph.h"
#include "family/merge.h"
#include "family/mistakes.h"
#include "family/schema.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

enum { REPOSITORY_LONGEST = 200 }; /* leaves room for a registry below the 255 of a reference */

static const char *
text_of(const struct node *map, const char *key)
{
	const struct node *node = node_get(map, key);

	return node ? node->text : NULL;
}

static bool
has_argument(const struct image *image, const char *argument)
{
	for (size_t i = 0; i < image->origin_count; i++)
		if (image->origins[i].argument && strcmp(image->origins[i].argument, argument) == 0)
			return true;
	return false;
}

/* BASE_NAME, the build argument that names the image `reference` of a copy; with a number if taken. */
static const char *
copy_argument(struct arena *arena, const struct image *image, const char *reference)
{
	char *argument = arena_format(arena, "BASE_%s", reference);

	for (char *at = argument; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A')
		      : (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ? *at
										 : '_';
	const char *taken = argument;

	for (int number = 2; has_argument(image, argument); number++)
		argument = arena_format(arena, "%s_%d", taken, number);
	return argument;
}

/* Whether something is copied from `reference` already; origin 0 is what the image stands on. */
static bool
is_copied(const struct image *image, const char *reference)
{
	for (size_t i = 1; i < image->origin_count; i++)
		if (strcmp(image->origins[i].reference, reference) == 0)
			return true;
	return false;
}

static void
add_origin(struct image *image, struct arena *arena, const char *argument, const struct node *node)
{
	struct origin *origin =
		arena_grow(arena, (void **)&image->origins, image->origin_count, sizeof(*origin));

	*origin = (struct origin){.argument = argument, .reference = node->text, .node = node};
	image->origin_count++;
}

static void
collect_origins(struct image *image, struct arena *arena)
{
	const struct node *from = node_get(image->resolved, "from"),
			  *copies = node_get(image->resolved, "copy");

	if (from)
		add_origin(image, arena, "BASE", from);
	for (size_t i = 0; copies && i < copies->count; i++) {
		const struct node *other = node_get(copies->items[i], "image");

		if (other && !is_copied(image, other->text))
			add_origin(image, arena, copy_argument(arena, image, other->text), other);
	}
}

/* An image without keys is a map without entries at the place of its name. */
static struct node *
body_of(struct checker *checker, const struct node_entry *entry)
{
	if (!node_is_null(entry->value))
		return entry->value;
	struct node *empty = arena_allocate(checker->arena, sizeof(*empty));

	*empty = (struct node){.kind = NODE_MAP, .place = entry->key->place};
	return empty;
}

static bool
is_disabled(const struct node *resolved)
{
	const struct node *enabled = node_get(resolved, "enabled");

	return enabled && (enabled->text[0] == 'f' || enabled->text[0] == 'F');
}

static void
read_image(struct checker *checker, struct family *family, struct node *defaults,
	const struct node_entry *entry)
{
	const char *what = arena_format(checker->arena, "image '%s'", entry->key->text);
	struct node *body = body_of(checker, entry),
		    *own = shape_check(checker, &schema_image, body, what);

	if (schema_is_reserved(entry->key->text))
		diagnostic_error(checker->diagnostics, entry->key->place, MISTAKE_RESERVED_NAME,
			entry->key->text);
	if (!own)
		return;
	struct node *resolved = merge_defaults(checker->arena, &schema_image, defaults, own);

	if (resolved == defaults || is_disabled(resolved))
		return;
	resolved->place = entry->key->place;
	shape_check_required(checker, &schema_image, body, defaults, entry->key->place, what);
	struct image *image = arena_allocate(checker->arena, sizeof(*image));

	*image = (struct image){
		.name = entry->key->text, .key = entry->key, .written = body, .resolved = resolved};
	image->repository = *family->namespace ? arena_format(checker->arena, "%s/%s",
							 family->namespace, image->name)
					       : image->name;
	if (strlen(image->repository) > REPOSITORY_LONGEST)
		diagnostic_error(checker->diagnostics, entry->key->place,
			MISTAKE_REFERENCE_TOO_LONG, image->repository, REPOSITORY_LONGEST);
	collect_origins(image, checker->arena);
	map_set(&family->images, checker->arena, image->name, strlen(image->name), image);
}

static void
read_images(struct checker *checker, struct family *family, const struct node *checked)
{
	struct node *defaults = node_get(checked, "defaults");
	const struct node *images = node_get(checked, "images");

	for (size_t i = 0; images && i < images->entry_count; i++)
		read_image(checker, family, defaults, &images->entries[i]);
	if (images && !family->images.count && !checker->diagnostics->errors)
		diagnostic_error(checker->diagnostics, images->place, MISTAKE_NO_IMAGES);
}

/* The value of `key`, or the parent's; parents come first in the order, so theirs are known. */
static const char *
own_or_inherited(const struct image *image, const char *key, const char *inherited,
	struct diagnostics *diagnostics)
{
	const char *own = text_of(image->resolved, key);
	const struct node *written = node_get(image->written, key);

	if (!own && !inherited && (!written || node_is_null(written)))
		diagnostic_error(
			diagnostics, image->key->place, MISTAKE_NO_INHERITED, image->name, key);
	return own ? own : inherited;
}

static void
inherit(struct family *family, struct arena *arena, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < family->images.count; i++) {
		struct image *image = family->order[i];
		const bool has_from = node_get(image->resolved, "from") != NULL;
		const struct image *parent = has_from ? image->origins[0].parent : NULL;

		image->tag =
			own_or_inherited(image, "tag", parent ? parent->tag : NULL, diagnostics);
		image->template = own_or_inherited(
			image, "template", parent ? parent->template : NULL, diagnostics);
		image->all =
			parent ? merge_parent(arena, &schema_image, parent->all, image->resolved)
			       : image->resolved;
	}
}

static const char *
text_or(const struct node *map, const char *key, const char *otherwise)
{
	const char *text = text_of(map, key);

	return text ? text : otherwise;
}

struct family *
family_read(struct node *document, struct arena *arena, struct diagnostics *diagnostics)
{
	const size_t before = diagnostics->errors;
	struct checker checker = {.arena = arena,
		.diagnostics = diagnostics,
		.grammars = grammars_new(),
		.marks = MARKS_LITERAL};
	struct node *checked = shape_check(&checker, &schema_family, document, "images.yaml");
	struct family *family = arena_allocate(arena, sizeof(*family));

	if (checked) {
		shape_check_required(
			&checker, &schema_family, document, NULL, document->place, "the family");
		family->name = text_or(checked, "name", "");
		family->namespace = text_or(checked, "namespace", family->name);
		family->registry = text_or(checked, "registry", "");
		read_images(&checker, family, checked);
		if (family->images.count && graph_build(family, arena, diagnostics))
			inherit(family, arena, diagnostics);
	}
	grammars_free(checker.grammars);
	return diagnostics->errors == before && family->images.count ? family : NULL;
}
