#include "build/evidence/declared_env.h"

#include <stdbool.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/variable_reference.h"
#include "support/banned.h"

struct map
declared_env_of_config(struct arena *arena, const struct node *config)
{
	const struct node *list = node_get(config, "Env");
	struct map map = {0};

	for (size_t i = 0; list && list->kind == NODE_LIST && i < list->count; i++) {
		const char *item = list->items[i]->kind == NODE_SCALAR ? list->items[i]->text : "";
		const char *equals = strchr(item, '=');

		if (equals)
			map_set(&map, arena, item, (size_t)(equals - item),
				arena_string(arena, equals + 1));
	}
	return map;
}

/* What the variables of one image are made of. */
struct env_scope {
	struct arena *arena;
	struct map *known;       /* NAME → value */
	const struct node *args; /* build arguments and their defaults */
	bool is_base_known;      /* a variable that is not known is one that is not set */
	struct map changed;      /* names that this image has set so far */
};

/* The value of a variable. NULL if it is not known. */
static const char *
value_of(const struct env_scope *scope, const char *name, size_t length)
{
	const char *value = map_get(scope->known, name, length);
	const struct node *given =
		scope->args ? node_get(scope->args, arena_copy(scope->arena, name, length)) : NULL;

	if (value)
		return value;
	if (given)
		return given->text;
	return scope->is_base_known ? "" : NULL;
}

/* The value with those of the variables that it refers to. NULL if one is not known. */
static const char *
expand(const struct env_scope *scope, const char *value)
{
	struct text text = TEXT_EMPTY;
	const char *expanded = value;

	while (*value && expanded) {
		const size_t plain = strcspn(value, "$");

		text_append(&text, value, plain);
		value += plain;
		if (!*value)
			break;
		const struct variable_reference reference =
			variable_reference_read(value, strlen(value));

		if (reference.name) {
			expanded = value_of(scope, reference.name, reference.name_length);
			text_append_string(&text, expanded ? expanded : "");
		} else {
			text_append_character(&text, '$');
		}
		value += reference.size;
	}
	if (expanded)
		expanded = arena_copy(scope->arena, text.bytes, text.length);
	text_free(&text);
	return expanded;
}

/* Whether a value that the parent has already is another one by now. */
static bool
is_new_here(const struct env_scope *scope, const struct node *name, const struct node *value)
{
	bool is_new = false;

	for (const char *at = strchr(value->text, '$'); at; at = strchr(at, '$')) {
		const struct variable_reference reference = variable_reference_read(at, strlen(at));

		if (reference.name &&
			text_equal(reference.name, reference.name_length, name->text, name->length))
			return false;
		is_new |= reference.name &&
			  map_get(&scope->changed, reference.name, reference.name_length);
		at += reference.size;
	}
	return is_new;
}

static bool
has_item(const struct node *list, const struct node *item)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (text_equal(
			    list->items[i]->text, list->items[i]->length, item->text, item->length))
			return true;
	return false;
}

static const struct node *
part_of_path(const struct node *keys, const char *part)
{
	const struct node *path = keys ? node_get(keys, "path") : NULL;

	return path ? node_get(path, part) : NULL;
}

/* Appends the folders of a part of `path` that the parent does not have. */
static void
append_folders(struct text *text, const struct variant *variant, const char *part, bool in_front)
{
	const struct variant *parent = variant->origins[0].parent;
	const struct node *own = part_of_path(variant->resolved, part),
			  *before = part_of_path(parent ? parent->all : NULL, part);

	for (size_t i = 0; own && i < own->count; i++)
		if (!has_item(before, own->items[i]))
			text_format(text, in_front ? "%s:" : ":%s", own->items[i]->text);
}

/* Sets PATH to what the image makes of it. */
static void
set_path(const struct env_scope *scope, const struct variant *variant)
{
	struct text text = TEXT_EMPTY;
	const char *before = value_of(scope, "PATH", strlen("PATH"));

	append_folders(&text, variant, "front", true);
	text_append_string(&text, before ? before : "");
	append_folders(&text, variant, "behind", false);
	map_set(scope->known, scope->arena, "PATH", strlen("PATH"),
		before ? arena_copy(scope->arena, text.bytes, text.length) : NULL);
	text_free(&text);
}

/* Adds what the image itself sets. An entry that its parent has already is not set again. */
static void
add_image(struct arena *arena, struct map *known, const struct variant *variant, bool is_base_known)
{
	const struct variant *parent = variant->origins[0].parent;
	const struct node *env = node_get(variant->resolved, "env"),
			  *under = parent ? node_get(parent->all, "env") : NULL;
	const size_t count = env ? env->entry_count : 0;
	struct env_scope scope = {
		.arena = arena,
		.known = known,
		.args = node_get(variant->resolved, "args"),
		.is_base_known = is_base_known,
	};

	for (size_t i = 0; i < count; i++) {
		const struct node *name = env->entries[i].key, *value = env->entries[i].value;
		const struct node *before = under ? node_get(under, name->text) : NULL;

		if (before &&
			text_equal(before->text, before->length, value->text, value->length) &&
			!is_new_here(&scope, name, value))
			continue;
		const char *expanded = expand(&scope, value->text);

		map_set(known, arena, name->text, name->length, (void *)(uintptr_t)expanded);
		map_set(&scope.changed, arena, name->text, name->length, known);
	}
	set_path(&scope, variant);
}

static void
add_images(
	struct arena *arena, struct map *known, const struct variant *variant, bool is_base_known)
{
	if (variant->origins[0].parent)
		add_images(arena, known, variant->origins[0].parent, is_base_known);
	add_image(arena, known, variant, is_base_known);
}

struct map
declared_env(struct arena *arena, const struct variant *variant, const struct node *base)
{
	struct map known = {0};

	if (base)
		known = declared_env_of_config(arena, base);
	add_images(arena, &known, variant, base != NULL);
	return known;
}
