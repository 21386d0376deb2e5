#include "output/view.h"

#include "border/document.h"
#include "family/family.h"
#include "family/schema.h"
#include "support/arena.h"
#include "support/banned.h"

static struct value
value_of(struct arena *arena, const struct shape *shape, const struct node *node);

/* A record without required keys is there even if nothing of it was written. */
static bool
is_optional(const struct shape *shape)
{
	for (const struct field *field = shape->fields; field->name; field++)
		if (field->flags & REQUIRED)
			return false;
	return true;
}

static struct value
value_of_record(struct arena *arena, const struct shape *shape, const struct node *node)
{
	if (!node && !is_optional(shape))
		return value_none();
	struct value record = value_dict(arena);

	for (const struct field *field = shape->fields; field->name; field++)
		value_dict_set(arena, record, field->name,
			value_of(arena, field->shape, node ? node_get(node, field->name) : NULL));
	return record;
}

static struct value
value_of_map(struct arena *arena, const struct shape *shape, const struct node *node)
{
	struct value map = value_dict(arena);

	for (size_t i = 0; node && i < node->entry_count; i++)
		value_dict_set(arena, map, node->entries[i].key->text,
			value_of(arena, shape->items, node->entries[i].value));
	return map;
}

static struct value
value_of_list(struct arena *arena, const struct shape *shape, const struct node *node)
{
	struct value list = value_list(arena);

	for (size_t i = 0; node && i < node->count; i++)
		value_list_append(arena, list, value_of(arena, shape->items, node->items[i]));
	return list;
}

static struct value
value_of(struct arena *arena, const struct shape *shape, const struct node *node)
{
	switch (shape->kind) {
	case SHAPE_RECORD:
		return value_of_record(arena, shape, node);
	case SHAPE_MAP:
		return value_of_map(arena, shape, node);
	case SHAPE_LIST:
		return value_of_list(arena, shape, node);
	case SHAPE_TEXT:
	case SHAPE_INTEGER:
	case SHAPE_BOOLEAN:
	case SHAPE_EITHER:
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return node ? value_from_node(arena, node) : value_none();
	}
}

/* How a base or another image is named on a FROM line: with the registry, if the family has one. */
static const char *
reference_of(struct arena *arena, const struct family *family, const struct image *image)
{
	return arena_format(arena, "%s%s%s:%s", family->registry, *family->registry ? "/" : "",
		image->repository, image->tag);
}

static struct value
value_of_image(struct arena *arena, const struct image *image)
{
	struct value value = value_of_record(arena, &schema_image, image->resolved);

	value_dict_set(arena, value, "name", value_text(image->name));
	value_dict_set(arena, value, "tag", value_text(image->tag));
	value_dict_set(arena, value, "template", value_text(image->template));
	value_dict_set(arena, value, "all", value_of_record(arena, &schema_image, image->all));
	value_dict_set(arena, value, "parent", value_none());
	value_dict_set(arena, value, "ancestors", value_list(arena));
	value_dict_set(arena, value, "children", value_list(arena));
	value_dict_set(arena, value, "variants", value_list(arena));
	return value;
}

static struct view_of_image *
view_of(struct view_of_family *view, const struct image *image)
{
	return &view->images[image->number - 1];
}

/* `parent`, `ancestors` and `children`; parents come first in the order, so theirs are whole. */
static void
link_image(struct arena *arena, struct view_of_family *view, const struct image *image)
{
	struct value self = view_of(view, image)->image;
	const struct image *parent = image->origins[0].parent;

	if (parent)
		value_dict_set(arena, self, "parent", view_of(view, parent)->image);
	for (; parent; parent = parent->origins[0].parent)
		value_list_append(
			arena, value_dict_get(self, "ancestors"), view_of(view, parent)->image);
	for (size_t i = 0; i < image->child_count; i++)
		value_list_append(arena, value_dict_get(self, "children"),
			view_of(view, image->children[i])->image);
}

/* One origin of `copy`: the stage that it becomes in the Dockerfile. */
static struct value
value_of_copy(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct origin *origin, const char *stage)
{
	struct value copy = value_dict(arena);
	const char *reference =
		origin->parent ? reference_of(arena, family, origin->parent) : origin->reference;

	value_dict_set(arena, copy, "argument", value_text(origin->argument));
	value_dict_set(arena, copy, "reference", value_text(reference));
	value_dict_set(arena, copy, "stage", value_text(stage));
	value_dict_set(arena, copy, "image",
		origin->parent ? view_of(view, origin->parent)->image : value_none());
	return copy;
}

static struct value
value_of_base(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct image *image)
{
	const struct origin *from = &image->origins[0];
	struct value base = value_dict(arena), copies = value_list(arena),
		     stages = value_dict(arena);
	const char *reference =
		from->parent ? reference_of(arena, family, from->parent) : from->reference;

	for (size_t i = 1; i < image->origin_count; i++) {
		const struct origin *origin = &image->origins[i];
		const char *stage = origin->parent
					    ? arena_format(arena, "from-%s", origin->parent->name)
					    : arena_format(arena, "base-%zu", i);

		value_list_append(arena, copies, value_of_copy(arena, view, family, origin, stage));
		value_dict_set(arena, stages, origin->reference, value_text(stage));
	}
	value_dict_set(arena, base, "reference", value_text(reference));
	value_dict_set(arena, base, "image",
		from->parent ? view_of(view, from->parent)->image : value_none());
	value_dict_set(arena, base, "copies", copies);
	value_dict_set(arena, base, "stages", stages);
	return base;
}

/* `parents` (with the build argument that names each) and `bases` of a variant. */
static void
link_variant(struct arena *arena, struct view_of_family *view, const struct image *image)
{
	struct value variant = view_of(view, image)->variant, parents = value_list(arena),
		     bases = value_list(arena);

	for (size_t i = 0; i < image->origin_count; i++) {
		const struct origin *origin = &image->origins[i];

		if (!origin->parent) {
			value_list_append(arena, bases, value_text(origin->reference));
			continue;
		}
		struct value parent = value_dict(arena);

		value_dict_set(arena, parent, "argument", value_text(origin->argument));
		value_dict_set(arena, parent, "variant", view_of(view, origin->parent)->variant);
		value_list_append(arena, parents, parent);
	}
	value_dict_set(arena, variant, "parents", parents);
	value_dict_set(arena, variant, "bases", bases);
}

static void
fill_variant(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct image *image)
{
	struct view_of_image *own = view_of(view, image);

	own->base = value_of_base(arena, view, family, image);
	value_dict_set(arena, own->variant, "name", value_text(image->name));
	value_dict_set(arena, own->variant, "repository", value_text(image->repository));
	value_dict_set(arena, own->variant, "tag", value_text(image->tag));
	value_dict_set(
		arena, own->variant, "reference", value_text(reference_of(arena, family, image)));
	value_dict_set(arena, own->variant, "context", value_text(image->name));
	value_dict_set(arena, own->variant, "number", value_integer((int64_t)image->number));
	value_dict_set(arena, own->variant, "level", value_integer((int64_t)image->level));
	value_dict_set(arena, own->variant, "image", own->image);
	value_dict_set(arena, own->variant, "base", own->base);
	link_variant(arena, view, image);
	value_list_append(arena, value_dict_get(own->image, "variants"), own->variant);
}

static struct value
value_of_levels(struct arena *arena, const struct view_of_family *view, const struct family *family)
{
	struct value levels = value_list(arena), level = levels;

	for (size_t i = 0; i < family->images.count; i++) {
		if (i == 0 || family->order[i]->level != family->order[i - 1]->level) {
			level = value_list(arena);
			value_list_append(arena, levels, level);
		}
		value_list_append(arena, level, view->images[i].variant);
	}
	return levels;
}

/* Each base once, in the order of first use. */
static struct value
value_of_bases(struct arena *arena, const struct family *family)
{
	struct value bases = value_list(arena);
	struct map seen = {0};

	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->order[i];

		for (size_t j = 0; j < image->origin_count; j++) {
			const char *reference = image->origins[j].reference;
			const size_t length = image->origins[j].node->length;

			if (image->origins[j].parent ||
				map_set(&seen, arena, reference, length, &seen))
				continue;
			value_list_append(arena, bases, value_text(reference));
		}
	}
	return bases;
}

static void
fill_family(struct arena *arena, struct view_of_family *view, const struct family *family)
{
	struct value order = value_list(arena), images = value_dict(arena);

	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->images.entries[i].value;

		value_list_append(arena, order, view->images[i].variant);
		value_dict_set(arena, images, image->name, view_of(view, image)->image);
	}
	value_dict_set(arena, view->family, "name", value_text(family->name));
	value_dict_set(arena, view->family, "namespace", value_text(family->namespace));
	value_dict_set(arena, view->family, "registry", value_text(family->registry));
	value_dict_set(arena, view->family, "order", order);
	value_dict_set(arena, view->family, "levels", value_of_levels(arena, view, family));
	value_dict_set(arena, view->family, "images", images);
	value_dict_set(arena, view->family, "bases", value_of_bases(arena, family));
}

struct view_of_family *
view_new(struct arena *arena, const struct family *family)
{
	struct view_of_family *view = arena_allocate(arena, sizeof(*view));

	view->family = value_dict(arena);
	view->images = arena_allocate_array(arena, family->images.count, sizeof(*view->images));
	for (size_t i = 0; i < family->images.count; i++)
		view->images[i] = (struct view_of_image){
			value_of_image(arena, family->order[i]), value_dict(arena), value_none()};
	for (size_t i = 0; i < family->images.count; i++) {
		link_image(arena, view, family->order[i]);
		fill_variant(arena, view, family, family->order[i]);
	}
	fill_family(arena, view, family);
	return view;
}

void
view_set_key(struct arena *arena, struct view_of_family *view, size_t place, const char *key)
{
	value_dict_set(arena, view->images[place].variant, "key", value_text(key));
}

struct value
view_context(struct arena *arena, const struct view_of_family *view, size_t place)
{
	struct value context = value_dict(arena);

	value_dict_set(arena, context, "family", view->family);
	value_dict_set(arena, context, "image", view->images[place].image);
	value_dict_set(arena, context, "variant", view->images[place].variant);
	value_dict_set(arena, context, "base", view->images[place].base);
	return context;
}
