#include "output/image_values.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/schema/mistakes.h"
#include "family/schema/schema.h"
#include "output/mistakes.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/banned.h"

enum {
	MAKE_MANAGER = 1 << 15, /* beside the numbers of fields: the list of a package manager */
	MADE_MOST = 64 << 20,   /* bytes of the values that one rendering makes */
	KEPT_FROM = 8,          /* items of a shared list or map that is made once for all images */
};

static struct value
value_of(struct image_values *values, const struct shape *shape, const struct node *node);

struct value
image_values_form(struct arena *arena, const struct field *fields, const char *const *more)
{
	size_t count = 0;

	for (const struct field *field = fields; field->name; field++)
		count++;
	for (size_t i = 0; more[i]; i++)
		count++;
	struct value form = value_dict_for(arena, count);

	for (const struct field *field = fields; field->name; field++)
		value_dict_set(arena, form, field->name, value_none());
	for (; *more; more++)
		value_dict_set(arena, form, *more, value_none());
	return form;
}

/* The form of all records with these fields. */
static struct value
form_of(struct image_values *values, const struct field *fields)
{
	static const char *const no_more[] = {NULL};
	const size_t length = sizeof(fields);
	struct value *form = map_get(&values->forms, (const char *)&fields, length);

	if (!form) {
		form = arena_allocate(values->arena, sizeof(*form));
		*form = image_values_form(values->arena, fields, no_more);
		map_set(&values->forms, values->arena,
			arena_copy(values->arena, (const char *)&fields, length), length, form);
	}
	return *form;
}

bool
image_values_take(struct image_values *values, size_t count)
{
	if (!budget_take(&values->budget->nodes, count) || values->deferral.arena.used > MADE_MOST)
		values->is_gone = true;
	return !values->is_gone;
}

/* Whether a record has no required keys: templates see it even if nothing of it was written. */
static bool
is_optional(const struct shape *shape)
{
	for (const struct field *field = shape->fields; field->name; field++)
		if (field->flags & REQUIRED)
			return false;
	return true;
}

/* A value of a record. What is in a record that many images share is shared by them, too. */
static const struct node *
get(const struct node *record, const char *key)
{
	struct node *value = record ? node_get(record, key) : NULL;

	if (value && record->shared)
		value->shared = true;
	return value;
}

/* Adds the entries of a record that are none of its fields. */
static void
add_others(struct image_values *values, const struct shape *shape, struct value record,
	const struct node *node)
{
	const size_t count = node && shape->items && image_values_take(values, node->entry_count)
				     ? node->entry_count
				     : 0;

	for (size_t i = 0; i < count; i++) {
		const struct field *field = shape->fields;

		while (field->name && !node_is(node->entries[i].key, field->name))
			field++;
		if (!field->name)
			value_dict_set(&values->deferral.arena, record, node->entries[i].key->text,
				value_of(values, shape->items,
					get(node, node->entries[i].key->text)));
	}
}

static struct value
value_of_record(struct image_values *values, const struct shape *shape, const struct node *node)
{
	struct arena *arena = &values->deferral.arena;

	if (!node && !is_optional(shape))
		return value_none();
	struct value record = value_dict_like(arena, form_of(values, shape->fields), 0);

	for (const struct field *field = shape->fields; field->name; field++)
		value_dict_set(arena, record, field->name,
			value_of(values, field->shape, get(node, field->name)));
	add_others(values, shape, record, node);
	return record;
}

static struct value
value_of_map(struct image_values *values, struct arena *arena, const struct shape *shape,
	const struct node *node)
{
	const size_t count =
		node && image_values_take(values, node->entry_count) ? node->entry_count : 0;
	struct value map = value_dict_for(arena, count);

	for (size_t i = 0; i < count; i++)
		value_dict_set(arena, map, node->entries[i].key->text,
			value_of(values, shape->items, node->entries[i].value));
	return map;
}

/* A list that is one value is none if it was not written, which an empty one is not. */
static struct value
value_of_list(struct image_values *values, struct arena *arena, const struct shape *shape,
	const struct node *node)
{
	if (!node && shape->whole)
		return value_none();
	struct value list = value_list(arena);
	const size_t count = node && image_values_take(values, node->count) ? node->count : 0;

	for (size_t i = 0; i < count; i++)
		value_list_append(arena, list, value_of(values, shape->items, node->items[i]));
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

/* The key by which a list or map that many images share is found. */
struct kept_key {
	const void *values;
	const struct shape *shape;
};

/*
 * The list or map that was made for all images which share these values. The first time it is made,
 * if it has only scalars; NULL if not.
 */
static const struct value *
find_kept(struct image_values *values, const struct shape *shape, const struct node *node)
{
	const bool list = node->kind == NODE_LIST;
	const struct kept_key key = {list ? (void *)node->items : (void *)node->entries, shape};
	struct value *kept = map_get(&values->kept, (const char *)&key, sizeof(key));

	if (kept || !is_flat(node))
		return kept;
	kept = arena_allocate(values->arena, sizeof(*kept));
	*kept = list ? value_of_list(values, values->arena, shape, node)
		     : value_of_map(values, values->arena, shape, node);
	map_set(&values->kept, values->arena,
		arena_copy(values->arena, (const char *)&key, sizeof(key)), sizeof(key), kept);
	return kept;
}

static bool
is_for_many(const struct shape *shape, const struct node *node)
{
	const size_t count = node->kind == NODE_LIST ? node->count : node->entry_count;

	return node->shared && count >= KEPT_FROM &&
	       (shape->kind == SHAPE_LIST || shape->kind == SHAPE_MAP);
}

static struct value
value_of_free(struct image_values *values, const struct node *node)
{
	if (!node || (node->kind != NODE_SCALAR && !image_values_take(values, node_count(node))))
		return value_none();
	return value_from_node(&values->deferral.arena, node);
}

static struct value
value_of(struct image_values *values, const struct shape *shape, const struct node *node)
{
	const struct value *kept = node && node->kind != NODE_SCALAR && is_for_many(shape, node)
					   ? find_kept(values, shape, node)
					   : NULL;

	/* A template that changes a value gets a copy, so nobody sees that these are shared. */
	if (kept)
		return value_another(&values->deferral.arena, *kept);
	if (shape->kind == SHAPE_EITHER && node && node->kind == NODE_MAP &&
		shape->other->kind == SHAPE_RECORD)
		shape = shape->other;
	switch (shape->kind) {
	case SHAPE_RECORD:
		return value_of_record(values, shape, node);
	case SHAPE_MAP:
		return value_of_map(values, &values->deferral.arena, shape, node);
	case SHAPE_LIST:
		return value_of_list(values, &values->deferral.arena, shape, node);
	case SHAPE_TEXT:
	case SHAPE_INTEGER:
	case SHAPE_BOOLEAN:
	case SHAPE_EITHER:
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return value_of_free(values, node);
	}
}

static bool
is_single(const struct shape *shape, const struct node *node)
{
	return node ? node->kind == NODE_SCALAR
		    : shape->kind != SHAPE_RECORD && shape->kind != SHAPE_MAP &&
			       (shape->kind != SHAPE_LIST || shape->whole);
}

void
image_values_set(struct image_values *values, struct arena *arena, struct value record,
	const struct node *keys)
{
	for (uint32_t i = 0; schema_image.fields[i].name; i++) {
		const struct field *field = &schema_image.fields[i];
		const struct node *node = node_get(keys, field->name);

		if (is_single(field->shape, node) && !(node && field->flags & READ))
			value_dict_set(arena, record, field->name, value_of_free(values, node));
		else
			value_dict_defer(arena, record, field->name, &values->deferral, node, i);
	}
}

/* The package managers, each with its list deferred, so that it is known which were looked at. */
static struct value
value_of_packages(struct image_values *values, const struct shape *shape, const struct node *node)
{
	struct value packages = value_of_record(values, shape, NULL);

	for (size_t i = 0; node && i < node->entry_count; i++)
		value_dict_defer(&values->deferral.arena, packages, node->entries[i].key->text,
			&values->deferral, get(node, node->entries[i].key->text), MAKE_MANAGER);
	return packages;
}

struct value
image_values_make(struct image_values *values, uint32_t how, const struct node *node)
{
	const struct field *field = &schema_image.fields[how == MAKE_MANAGER ? 0 : how];

	if (node)
		*ARENA_ADD(&values->deferral.arena, values->looked_at, values->looked_at_count) =
			node;
	if (how == MAKE_MANAGER)
		return value_of(values, schema_packages.items, node);
	return field->shape == &schema_packages ? value_of_packages(values, field->shape, node)
						: value_of(values, field->shape, node);
}

/* Whether the rendering has looked at the value of `node`. */
static bool
was_seen(const struct image_values *values, const struct node *node)
{
	for (size_t i = 0; i < values->looked_at_count; i++)
		if (values->looked_at[i] == node)
			return true;
	return false;
}

/* One key of a variant, or one of its package managers. */
struct key {
	const struct node *own, *all; /* its value, and that merged with what the parents have */
};

static struct key
key_below(struct key record, const char *name)
{
	return (struct key){record.own ? node_get(record.own, name) : NULL,
		record.all ? node_get(record.all, name) : NULL};
}

/* A key that has no value in this variant drops nothing. */
static bool
is_seen(const struct image_values *values, struct key key)
{
	return !key.own || was_seen(values, key.own) || (key.all && was_seen(values, key.all));
}

static void
report(const struct variant *variant, const struct node *name, struct diagnostics *diagnostics)
{
	diagnostic_error(diagnostics, name->place, MISTAKE_KEY_UNREAD, variant->template_name,
		name->text, variant->id);
}

/* Looks at the entries of `written`, a map, of which `key` has the values. */
static void
check_managers(const struct image_values *values, const struct variant *variant,
	const struct node *written, struct key key, struct diagnostics *diagnostics)
{
	for (size_t i = 0; written->kind == NODE_MAP && i < written->entry_count; i++) {
		const struct node *name = written->entries[i].key;

		if (!is_seen(values, key_below(key, name->text)))
			report(variant, name, diagnostics);
	}
}

static const struct field *
find_field(const char *name)
{
	const struct field *field = schema_image.fields;

	while (field->name && strcmp(field->name, name) != 0)
		field++;
	return field->name ? field : NULL;
}

void
image_values_check_unread(const struct image_values *values, const struct variant *variant,
	struct diagnostics *diagnostics)
{
	const struct node *written = variant->image->written;
	const struct key image = {variant->resolved, variant->all};

	for (size_t i = 0; i < written->entry_count; i++) {
		const struct node *name = written->entries[i].key;
		const struct field *field = find_field(name->text);

		if (!field || !(field->flags & READ))
			continue;
		const struct key key = key_below(image, field->name);

		if (!is_seen(values, key))
			report(variant, name, diagnostics);
		else if (field->shape == &schema_packages && key.own)
			check_managers(
				values, variant, written->entries[i].value, key, diagnostics);
	}
}

bool
image_values_forget(
	struct image_values *values, struct place place, struct diagnostics *diagnostics)
{
	deferral_unmake(&values->deferral);
	values->looked_at = NULL;
	values->looked_at_count = 0;
	if (values->is_gone && !values->is_told)
		diagnostic_error(diagnostics, place, MISTAKE_TOO_MUCH_REPEATED);
	values->is_told = values->is_gone;
	return !values->is_gone;
}

void
image_values_free(struct image_values *values)
{
	deferral_free(&values->deferral);
}
