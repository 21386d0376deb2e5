#include "output/context.h"

#include <string.h>

#include "document/document.h"
#include "family/bake_name.h"
#include "family/family.h"
#include "family/schema/mistakes.h"
#include "family/schema/schema.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* What the arena that a rendering's values are made in may hold, and how big what is made for good is. */
enum { MADE_MOST = 64 << 20, KEPT_FROM = 8 };

/* Members of an image besides its keys, those of a variant, and those of a base. */
enum { IMAGE_MORE = 7, VARIANT_MEMBERS = 20, BASE_MEMBERS = 5 };

/* How an entry of an image is made: as the field of that number, or as one of these. */
enum { MAKE_ALL = 1 << 16, MAKE_ANCESTORS, MAKE_CHILDREN };

static struct value
value_of(struct view_of_family *view, const struct shape *shape, const struct node *node);

static struct view_of_family *
view_making(struct deferral *deferral)
{
	return (struct view_of_family *)deferral;
}

/* Takes what making so many values costs; false if that is too much. */
static bool
take(struct view_of_family *view, size_t count)
{
	if (!budget_take(&view->budget->nodes, count) || view->deferral.arena.used > MADE_MOST)
		view->is_gone = true;
	return !view->is_gone;
}

/* A record without required keys is there even if nothing of it was written. */
static bool
is_optional(const struct shape *shape)
{
	for (const struct field *field = shape->fields; field->name; field++)
		if (field->flags & REQUIRED)
			return false;
	return true;
}

/* A value of a record; what is in one that many images have is theirs, too. */
static const struct node *
get(const struct node *record, const char *key)
{
	struct node *value = record ? node_get(record, key) : NULL;

	if (value && record->shared)
		value->shared = true;
	return value;
}

static struct value
value_of_record(struct view_of_family *view, const struct shape *shape, const struct node *node)
{
	struct arena *arena = &view->deferral.arena;

	if (!node && !is_optional(shape))
		return value_none();
	struct value record = value_dict(arena);

	for (const struct field *field = shape->fields; field->name; field++)
		value_dict_set(arena, record, field->name,
			value_of(view, field->shape, get(node, field->name)));
	return record;
}

static struct value
value_of_map(struct view_of_family *view, struct arena *arena, const struct shape *shape,
	const struct node *node)
{
	const size_t count = node && take(view, node->entry_count) ? node->entry_count : 0;
	struct value map = value_dict_for(arena, count);

	for (size_t i = 0; i < count; i++)
		value_dict_set(arena, map, node->entries[i].key->text,
			value_of(view, shape->items, node->entries[i].value));
	return map;
}

static struct value
value_of_list(struct view_of_family *view, struct arena *arena, const struct shape *shape,
	const struct node *node)
{
	struct value list = value_list(arena);
	const size_t count = node && take(view, node->count) ? node->count : 0;

	for (size_t i = 0; i < count; i++)
		value_list_append(arena, list, value_of(view, shape->items, node->items[i]));
	return list;
}

static bool
is_flat(const struct node *node)
{
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		if (node->items[i]->kind != NODE_SCALAR)
			return false;
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		if (node->entries[i].value->kind != NODE_SCALAR)
			return false;
	return true;
}

/* What a list or map that many images have is found by. */
struct kept_key {
	const void *values;
	const struct shape *shape;
};

/* The list or map that was made for all who have these values, or NULL: it is made now, if it holds single values. */
static const struct value *
find_kept(struct view_of_family *view, const struct shape *shape, const struct node *node)
{
	const bool list = node->kind == NODE_LIST;
	const struct kept_key key = {list ? (void *)node->items : (void *)node->entries, shape};
	struct value *kept = map_get(&view->kept, (const char *)&key, sizeof(key));

	if (kept || !is_flat(node))
		return kept;
	kept = arena_allocate(view->arena, sizeof(*kept));
	*kept = list ? value_of_list(view, view->arena, shape, node)
		     : value_of_map(view, view->arena, shape, node);
	map_set(&view->kept, view->arena, arena_copy(view->arena, (const char *)&key, sizeof(key)),
		sizeof(key), kept);
	return kept;
}

static bool
is_for_many(const struct shape *shape, const struct node *node)
{
	const size_t count = node->kind == NODE_LIST ? node->count : node->entry_count;

	return node->shared && count >= KEPT_FROM &&
	       (shape->kind == SHAPE_LIST || shape->kind == SHAPE_MAP);
}

static size_t
count_values(const struct node *node)
{
	size_t count = 1;

	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		count += count_values(node->items[i]);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		count += count_values(node->entries[i].value);
	return count;
}

static struct value
value_of_free(struct view_of_family *view, const struct node *node)
{
	if (!node || (node->kind != NODE_SCALAR && !take(view, count_values(node))))
		return value_none();
	return value_from_node(&view->deferral.arena, node);
}

static struct value
value_of(struct view_of_family *view, const struct shape *shape, const struct node *node)
{
	const struct value *kept = node && node->kind != NODE_SCALAR && is_for_many(shape, node)
					   ? find_kept(view, shape, node)
					   : NULL;

	/* What a template changes gets values of its own, so nobody sees that these are shared. */
	if (kept)
		return value_another(&view->deferral.arena, *kept);
	switch (shape->kind) {
	case SHAPE_RECORD:
		return value_of_record(view, shape, node);
	case SHAPE_MAP:
		return value_of_map(view, &view->deferral.arena, shape, node);
	case SHAPE_LIST:
		return value_of_list(view, &view->deferral.arena, shape, node);
	case SHAPE_TEXT:
	case SHAPE_INTEGER:
	case SHAPE_BOOLEAN:
	case SHAPE_EITHER:
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return value_of_free(view, node);
	}
}

static bool
is_single(const struct shape *shape, const struct node *node)
{
	return node ? node->kind == NODE_SCALAR
		    : shape->kind != SHAPE_RECORD && shape->kind != SHAPE_MAP &&
			       shape->kind != SHAPE_LIST;
}

static struct view_of_variant *
view_of(struct view_of_family *view, const struct variant *variant)
{
	return &view->variants[variant->vertex.number - 1];
}

/* `ancestors` or `children` of an image. */
static struct value
value_of_relatives(struct view_of_family *view, const struct variant *variant, uint32_t which)
{
	struct arena *arena = &view->deferral.arena;
	struct value list = value_list(arena);
	const struct variant *parent = variant->origins[0].parent;

	for (; parent && which == MAKE_ANCESTORS; parent = parent->origins[0].parent)
		value_list_append(arena, list, view_of(view, parent)->image);
	for (size_t i = 0; i < variant->vertex.child_count && which == MAKE_CHILDREN; i++)
		value_list_append(
			arena, list, view->variants[variant->vertex.children[i]->number - 1].image);
	return list;
}

/* Fills in the keys of an image: lists and maps are made when they are looked at. */
static void
set_keys(struct view_of_family *view, struct arena *arena, struct value record,
	const struct node *keys)
{
	for (uint32_t i = 0; schema_image.fields[i].name; i++) {
		const struct field *field = &schema_image.fields[i];
		const struct node *node = node_get(keys, field->name);

		if (is_single(field->shape, node))
			value_dict_set(arena, record, field->name, value_of_free(view, node));
		else
			value_dict_defer(arena, record, field->name, &view->deferral, node, i);
	}
}

static struct value
make(struct deferral *deferral, const void *what, uint32_t how)
{
	struct view_of_family *view = view_making(deferral);

	if (how == MAKE_ALL) {
		struct value all = value_dict_like(&deferral->arena, view->all_form);

		set_keys(view, &deferral->arena, all, what);
		return all;
	}
	if (how == MAKE_ANCESTORS || how == MAKE_CHILDREN)
		return value_of_relatives(view, what, how);
	return value_of(view, schema_image.fields[how].shape, what);
}

static struct value
value_of_texts(struct arena *arena, const char *const *texts, size_t count)
{
	struct value list = value_list(arena);

	for (size_t i = 0; i < count; i++)
		value_list_append(arena, list, value_text(texts[i]));
	return list;
}

/* How a base or another image is named on a FROM line: with the registry, if the family has one. */
static const char *
reference_of(struct arena *arena, const struct family *family, const struct variant *variant)
{
	return arena_format(arena, "%s%s%s:%s", family->registry, *family->registry ? "/" : "",
		variant->image->repository, variant->tag);
}

/* The image as it is in one variant. */
static struct value
value_of_image(struct view_of_family *view, const struct variant *variant)
{
	struct arena *arena = view->arena;
	struct value value = value_dict_like(arena, view->image_form);

	set_keys(view, arena, value, variant->resolved);
	value_dict_set(arena, value, "name", value_text(variant->image->name));
	value_dict_set(arena, value, "tag", value_text(variant->tag));
	value_dict_set(arena, value, "template", value_text(variant->template));
	value_dict_defer(arena, value, "all", &view->deferral, variant->all, MAKE_ALL);
	value_dict_defer(arena, value, "ancestors", &view->deferral, variant, MAKE_ANCESTORS);
	value_dict_defer(arena, value, "children", &view->deferral, variant, MAKE_CHILDREN);
	return value;
}

/* `parent`; parents come first in the order, so theirs are whole. */
static void
link_image(struct arena *arena, struct view_of_family *view, const struct variant *variant)
{
	const struct variant *parent = variant->origins[0].parent;

	if (parent)
		value_dict_set(arena, view_of(view, variant)->image, "parent",
			view_of(view, parent)->image);
}

/* One origin of `copy`: the stage that it becomes in the Dockerfile. */
static struct value
value_of_copy(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct origin *origin, const char *stage)
{
	struct value copy = value_dict(arena);
	const char *reference =
		origin->parent ? reference_of(arena, family, origin->parent) : origin->pinned;

	value_dict_set(arena, copy, "argument", value_text(origin->argument));
	value_dict_set(arena, copy, "reference", value_text(reference));
	value_dict_set(arena, copy, "stage", value_text(stage));
	value_dict_set(arena, copy, "image",
		origin->parent ? view_of(view, origin->parent)->image : value_none());
	return copy;
}

static struct value
value_of_base(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct variant *variant)
{
	const struct origin *from = &variant->origins[0];
	struct value base = value_dict_for(arena, BASE_MEMBERS), copies = value_list(arena),
		     stages = value_dict(arena);
	const char *reference =
		from->parent ? reference_of(arena, family, from->parent) : from->pinned;

	for (size_t i = 1; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];
		const char *stage =
			origin->parent ? arena_format(arena, "from-%s", origin->parent->image->name)
				       : arena_format(arena, "base-%zu", i);

		value_list_append(arena, copies, value_of_copy(arena, view, family, origin, stage));
		value_dict_set(arena, stages, origin->reference, value_text(stage));
	}
	value_dict_set(arena, base, "reference", value_text(reference));
	value_dict_set(arena, base, "name", value_text(from->parent ? reference : from->reference));
	value_dict_set(arena, base, "image",
		from->parent ? view_of(view, from->parent)->image : value_none());
	value_dict_set(arena, base, "copies", copies);
	value_dict_set(arena, base, "stages", stages);
	return base;
}

/* `parents` (with the build argument that names each), `bases` and `pinned`: these with locked digests. */
static void
link_variant(struct arena *arena, struct view_of_family *view, const struct variant *variant)
{
	struct value self = view_of(view, variant)->variant, parents = value_list(arena),
		     bases = value_list(arena), pinned = value_list(arena);

	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];

		if (!origin->parent) {
			value_list_append(arena, bases, value_text(origin->reference));
			value_list_append(arena, pinned, value_text(origin->pinned));
			continue;
		}
		struct value parent = value_dict(arena);

		value_dict_set(arena, parent, "argument", value_text(origin->argument));
		value_dict_set(arena, parent, "variant", view_of(view, origin->parent)->variant);
		value_list_append(arena, parents, parent);
	}
	value_dict_set(arena, self, "parents", parents);
	value_dict_set(arena, self, "bases", bases);
	value_dict_set(arena, self, "pinned", pinned);
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

static void
fill_variant(struct arena *arena, struct view_of_family *view, const struct family *family,
	const struct variant *variant)
{
	struct view_of_variant *own = view_of(view, variant);
	const struct image *image = variant->image;

	const struct {
		const char *name;
		struct value value;
	} members[] = {
		{"name", value_text(image->name)},
		{"id", value_text(variant->vertex.name)},
		{"axes", value_of_axes(arena, variant)},
		{"repository", value_text(image->repository)},
		{"tag", value_text(variant->tag)},
		{"tags", value_of_texts(arena, variant->tags, variant->tag_count)},
		{"target", value_text(bake_name(arena, &view->targets, variant->vertex.name))},
		{"latest", value_boolean(variant == image->latest)},
		{"on_demand", value_boolean(variant->on_demand)},
		{"reference", value_text(reference_of(arena, family, variant))},
		{"context", value_text(variant->context)},
		{"number", value_integer((int64_t)variant->vertex.number)},
		{"level", value_integer((int64_t)variant->vertex.level)},
		{"image", own->image},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		value_dict_set(arena, own->variant, members[i].name, members[i].value);
	own->base = value_of_base(arena, view, family, variant);
	value_dict_set(arena, own->variant, "base", own->base);
	link_variant(arena, view, variant);
}

/* What every variant's view of its image says of all of them: `variants`, and the target for all. */
static void
fill_image(struct arena *arena, struct view_of_family *view, const struct image *image)
{
	struct value variants = value_list(arena);
	const struct value latest = view_of(view, image->latest)->variant,
			   target = image->latest->axis_count
					    ? value_text(
						      bake_name(arena, &view->targets, image->name))
					    : value_dict_get(latest, "target");

	for (size_t i = 0; i < image->variant_count; i++) {
		const struct view_of_variant *own = view_of(view, image->variants[i]);

		value_list_append(arena, variants, own->variant);
		value_dict_set(arena, own->image, "variants", variants);
		value_dict_set(arena, own->image, "target", target);
	}
}

static struct value
value_of_levels(struct arena *arena, const struct view_of_family *view, const struct family *family)
{
	struct value levels = value_list(arena), level = levels;

	for (size_t i = 0; i < family->variant_count; i++) {
		if (i == 0 ||
			family->order[i]->vertex.level != family->order[i - 1]->vertex.level) {
			level = value_list(arena);
			value_list_append(arena, levels, level);
		}
		value_list_append(arena, level, view->variants[i].variant);
	}
	return levels;
}

/* Each base once, in the order of first use. */
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
fill_family(struct arena *arena, struct view_of_family *view, const struct family *family)
{
	struct value order = value_list(arena), images = value_dict(arena);

	for (size_t i = 0; i < family->variant_count; i++)
		value_list_append(arena, order, view->variants[i].variant);
	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->images.entries[i].value;

		value_dict_set(arena, images, image->name, view_of(view, image->latest)->image);
		fill_image(arena, view, image);
	}
	value_dict_set(arena, view->family, "name", value_text(family->name));
	value_dict_set(arena, view->family, "namespace", value_text(family->namespace));
	value_dict_set(arena, view->family, "registry", value_text(family->registry));
	value_dict_set(arena, view->family, "order", order);
	value_dict_set(arena, view->family, "levels", value_of_levels(arena, view, family));
	value_dict_set(arena, view->family, "images", images);
	value_dict_set(arena, view->family, "bases", value_of_bases(arena, family));
}

/* The dict that those of all images are like: with no value yet. */
static struct value
new_form(struct arena *arena, const char *const *more)
{
	size_t count = 0;

	while (schema_image.fields[count].name)
		count++;
	for (size_t i = 0; more[i]; i++)
		count++;
	struct value form = value_dict_for(arena, count);

	for (const struct field *field = schema_image.fields; field->name; field++)
		value_dict_set(arena, form, field->name, value_none());
	for (; *more; more++)
		value_dict_set(arena, form, *more, value_none());
	return form;
}

struct view_of_family *
view_new(struct arena *arena, const struct family *family, struct budget *budget)
{
	static const char *const more[] = {
		"name", "all", "parent", "ancestors", "children", "variants", "target", NULL};
	struct view_of_family *view = arena_allocate(arena, sizeof(*view));

	*view = (struct view_of_family){.deferral = {.make = make},
		.arena = arena,
		.budget = budget,
		.image_form = new_form(arena, more),
		.all_form = new_form(arena, more + IMAGE_MORE)};
	view->family = value_dict(arena);
	view->variants =
		arena_allocate_array(arena, family->variant_count, sizeof(*view->variants));
	for (size_t i = 0; i < family->variant_count; i++)
		view->variants[i] = (struct view_of_variant){value_of_image(view, family->order[i]),
			value_dict_for(arena, VARIANT_MEMBERS), value_none()};
	for (size_t i = 0; i < family->variant_count; i++) {
		link_image(arena, view, family->order[i]);
		fill_variant(arena, view, family, family->order[i]);
	}
	fill_family(arena, view, family);
	return view;
}

void
view_set_key(struct arena *arena, struct view_of_family *view, const struct variant *variant)
{
	struct value self = view_of(view, variant)->variant;

	value_dict_set(arena, self, "key", value_text(variant->content_key));
	value_dict_set(arena, self, "ingredients", value_text(variant->key_inputs));
}

struct value
view_context(struct arena *arena, const struct view_of_family *view, size_t place)
{
	struct value context = value_dict(arena);

	value_dict_set(arena, context, "family", view->family);
	value_dict_set(arena, context, "image", view->variants[place].image);
	value_dict_set(arena, context, "variant", view->variants[place].variant);
	value_dict_set(arena, context, "base", view->variants[place].base);
	return context;
}

bool
view_forget(struct view_of_family *view, struct place place, struct diagnostics *diagnostics)
{
	deferral_unmake(&view->deferral);
	if (view->is_gone && !view->is_told)
		diagnostic_error(diagnostics, place, MISTAKE_TOO_MUCH_REPEATED);
	view->is_told = view->is_gone;
	return !view->is_gone;
}

void
view_free(struct view_of_family *view)
{
	deferral_free(&view->deferral);
}
