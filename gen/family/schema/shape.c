#include "family/schema/shape.h"

#include <string.h>

#include "document/node.h"
#include "family/schema/allowance.h"
#include "family/schema/list.h"
#include "family/schema/mistakes.h"
#include "family/schema/otherwise.h"
#include "family/schema/rebuild.h"
#include "family/schema/scalar.h"
#include "family/schema/unknown_key.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
kind_name(enum node_kind kind)
{
	static const char *const names[] = {
		[NODE_SCALAR] = "a single value", [NODE_LIST] = "a list", [NODE_MAP] = "a map"};

	return names[kind];
}

static enum node_kind
shape_node_kind(const struct shape *shape)
{
	switch (shape->kind) {
	case SHAPE_LIST:
		return NODE_LIST;
	case SHAPE_MAP:
	case SHAPE_RECORD:
		return NODE_MAP;
	case SHAPE_TEXT:
	case SHAPE_INTEGER:
	case SHAPE_BOOLEAN:
	case SHAPE_EITHER:
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return NODE_SCALAR;
	}
}

/* The one of two shapes that a value of this kind can have; any other shape itself. */
static const struct shape *
shape_of_kind(const struct shape *shape, enum node_kind kind)
{
	if (shape->kind != SHAPE_EITHER)
		return shape;
	return kind == shape_node_kind(shape->other) ? shape->other : shape->items;
}

static struct node *
check_member(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	if (node_is_null(node) && shape->kind != SHAPE_FREE && shape->kind != SHAPE_LATER) {
		diagnostic_error(checker->diagnostics, node->place,
			shape->kind == SHAPE_TEXT ? MISTAKE_NO_TEXT : MISTAKE_NO_VALUE,
			subject_text(checker, what));
		return NULL;
	}
	return shape_check(checker, shape, node, what);
}

/* Whether a value stays as it is: nothing in it is to be rendered, or the budget is used up. */
static bool
is_done(struct checker *checker, const struct node *node)
{
	const size_t values = node->kind == NODE_LIST  ? node->count
			      : node->kind == NODE_MAP ? node->entry_count
						       : 0;

	return checker->again && (node->settled || !allowance_take(checker, values, node->place));
}

/*
 * A list, a map or a record whose values were rendered; NULL where nothing is left of what it had.
 */
static struct node *
what_is_left(const struct checker *checker, const struct rebuilding *rebuilding)
{
	struct node *left = rebuilt(rebuilding);

	return checker->again && node_is_empty(left) && !node_is_empty(rebuilding->node) ? NULL
											 : left;
}

/*
 * A value whose texts were rendered; NULL for a record that lost a value which it must have. That
 * value rendered to nothing, or a mistake was reported.
 */
static struct node *
if_whole(const struct checker *checker, const struct shape *shape, const struct node *before,
	struct node *after)
{
	if (!checker->again || !after || after == before || shape->kind != SHAPE_RECORD)
		return after;
	for (const struct field *field = shape->fields; field->name; field++)
		if (field->flags & REQUIRED && node_get(before, field->name) &&
			!node_get(after, field->name))
			return NULL;
	return after;
}

static struct node *
check_list(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	struct node *const written =
		checker->again ? node : list_joined(checker, shape, node, what);
	struct rebuilding list = rebuild(checker->arena, written);

	if (shape->filled && !node->count) {
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_EMPTY_LIST,
			subject_text(checker, what));
		return NULL;
	}
	list_check_first(checker, shape, written, what);
	for (size_t i = 0; i < written->count; i++) {
		const struct shape *of = shape_of_kind(shape->items, written->items[i]->kind);
		struct node *item = check_member(checker, of, written->items[i], what);

		if (item && of->kind == SHAPE_RECORD)
			shape_check_required(
				checker, of, written->items[i], NULL, item->place, what);
		rebuild_with(&list, i, if_whole(checker, of, written->items[i], item));
	}
	struct node *left = what_is_left(checker, &list);

	return left ? list_once(checker, shape, left) : NULL;
}

static struct subject
quoted(const struct node *key)
{
	return (struct subject){"", key->text};
}

static struct node *
check_map(struct checker *checker, const struct shape *shape, struct node *node)
{
	struct rebuilding map = rebuild(checker->arena, node);
	bool refers = false;

	for (size_t i = 0; i < node->entry_count; i++) {
		const struct node_entry *entry = &node->entries[i];

		struct node *value = scalar_check_grammar(checker, shape->grammar, entry->key)
					     ? check_member(checker, shape->items, entry->value,
						       quoted(entry->key))
					     : NULL;

		refers = refers || (value && value->refers);
		rebuild_with(&map, i, value);
	}
	struct node *left = what_is_left(checker, &map);

	if (left)
		left->refers = refers;
	return left;
}

/* The field of a record that has a short form. */
static const struct field *
short_field(const struct shape *shape)
{
	const struct field *field = shape->fields;

	while (strcmp(field->name, shape->short_form) != 0)
		field++;
	return field;
}

static const struct field *
find_field(const struct field *field, const struct node *key)
{
	while (field->name && !node_is(key, field->name))
		field++;
	return field->name ? field : NULL;
}

/* The value of a key that is none of the fields': the user's own, an axis, or a mistake. */
static struct node *
check_other(struct checker *checker, const struct shape *shape, const struct node_entry *entry,
	struct subject what)
{
	const struct node *key = entry->key;

	if (shape->own_keys && key->length > 2 && memcmp(key->text, "x-", 2) == 0)
		return NULL;
	if (!shape->items) {
		unknown_key_report(checker, shape, key, what);
		return NULL;
	}
	return scalar_check_grammar(checker, shape->grammar, key)
		       ? check_member(checker, shape->items, entry->value, quoted(key))
		       : NULL;
}

/* Reports the key of a record that says that there is no such thing, beside others. */
static void
check_alone(struct checker *checker, const struct shape *shape, const struct node *node,
	struct subject what)
{
	for (size_t i = 0; i < node->entry_count && node->entry_count > 1; i++)
		if (node_is(node->entries[i].key, shape->short_form))
			diagnostic_error(checker->diagnostics, node->entries[i].key->place,
				MISTAKE_NOT_ALONE, shape->short_form, subject_text(checker, what));
}

static struct node *
check_record(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	struct rebuilding record = rebuild(checker->arena, node);
	const enum shape_placeholders placeholders = checker->placeholders;

	if (shape->partial)
		checker->placeholders = PLACEHOLDERS_DEFERRED;
	for (size_t i = 0; i < node->entry_count; i++) {
		const struct node_entry *entry = &node->entries[i];
		const struct field *field = find_field(shape->fields, entry->key);

		struct node *value =
			field ? shape_check(checker, field->shape, entry->value, quoted(entry->key))
			      : check_other(checker, shape, entry, what);

		rebuild_with(&record, i,
			field ? if_whole(checker, field->shape, entry->value, value) : value);
	}
	checker->placeholders = placeholders;
	if (shape->removes)
		check_alone(checker, shape, node, what);
	return otherwise_add(checker, shape, what_is_left(checker, &record));
}

static struct node *
check_free(struct checker *checker, struct node *node);

/* An item of a list of free data; NULL if it renders to nothing. */
static struct node *
check_free_item(struct checker *checker, struct node *item)
{
	struct node *checked = check_free(checker, item);

	return checked && checked != item && checked->kind == NODE_SCALAR && !checked->length
		       ? NULL
		       : checked;
}

/*
 * Free data: strings in it can have placeholders too; the rest stays as it is. A value of a map that
 * renders to nothing is an empty string, so that what is written is always there.
 */
static struct node *
check_free(struct checker *checker, struct node *node)
{
	if (is_done(checker, node))
		return node;
	if (node->kind == NODE_SCALAR) {
		if (node->plain || checker->placeholders == PLACEHOLDERS_LITERAL ||
			!scalar_has_placeholder(node))
			return node;
		if (checker->placeholders == PLACEHOLDERS_EXPANDED)
			return scalar_expand(checker, node);
		scalar_defer(checker, node);
		return node;
	}
	struct rebuilding copy = rebuild(checker->arena, node);

	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		rebuild_with(&copy, i, check_free_item(checker, node->items[i]));
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		rebuild_with(&copy, i, check_free(checker, node->entries[i].value));
	return rebuilt(&copy);
}

static bool
is_simple_text(const struct node *text)
{
	for (size_t i = 0; i < text->length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+= ",
			    text->text[i]))
			return false;
	return text->length > 0 && text->length <= 40 && text->text[0] != ' ';
}

/* A value of another kind; for a text in the place of a list, what the list would look like. */
static void
report_wrong_type(struct checker *checker, const struct shape *shape, const struct node *node,
	struct subject what)
{
	const char *name = subject_text(checker, what), *kind = kind_name(shape_node_kind(shape));

	if (shape->short_form)
		kind = arena_format(checker->arena, "%s or %s",
			kind_name(shape_node_kind(short_field(shape)->shape)), kind);
	if (shape->kind != SHAPE_LIST || node->kind != NODE_SCALAR || !is_simple_text(node) ||
		shape->items->kind != SHAPE_TEXT) {
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_WRONG_TYPE, name, kind,
			kind_name(node->kind));
		return;
	}
	struct text list = TEXT_EMPTY;

	for (size_t i = 0; i < node->length; i++)
		text_append(&list, node->text[i] == ' ' && shape->whole ? ", " : node->text + i,
			node->text[i] == ' ' && shape->whole ? 2 : 1);
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_LIST, name, list.bytes);
	text_free(&list);
}

static struct node *
new_node(struct checker *checker, const struct node *like, enum node_kind kind)
{
	struct node *node = arena_allocate(checker->arena, sizeof(*node));

	*node = (struct node){.kind = kind, .place = like->place};
	return node;
}

/* The list of one that a single value stands for. */
static struct node *
list_of(struct checker *checker, struct node *item)
{
	struct node *list = new_node(checker, item, NODE_LIST);

	*ARENA_ADD(checker->arena, list->items, list->count) = item;
	return list;
}

/* The record that a value stands for which is no map. NULL after a diagnostic. */
static struct node *
check_short_form(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	const struct field *field = short_field(shape);
	const enum node_kind kind = shape_node_kind(field->shape);
	struct node *value = node;

	if (node->kind != kind && (node->kind != NODE_SCALAR || kind != NODE_LIST)) {
		report_wrong_type(checker, shape, node, what);
		return NULL;
	}
	if (node->kind != kind)
		value = list_of(checker, node);
	value = shape_check(checker, field->shape, value, what);
	if (!value)
		return NULL;
	struct node *record = new_node(checker, node, NODE_MAP),
		    *key = new_node(checker, node, NODE_SCALAR);

	key->text = field->name;
	key->length = strlen(field->name);
	*ARENA_ADD(checker->arena, record->entries, record->entry_count) =
		(struct node_entry){key, value};
	record->whole = node->kind == NODE_SCALAR;
	return record;
}

static struct node *
check_value(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	if (shape->kind == SHAPE_FREE)
		return checker->again || node_check_integers(node, checker->diagnostics)
			       ? check_free(checker, node)
			       : NULL;
	if (node_is_null(node))
		return NULL;
	if (shape->kind == SHAPE_EITHER)
		return shape_check(checker, shape_of_kind(shape, node->kind), node, what);
	if (shape->short_form && node->kind != NODE_MAP)
		return check_short_form(checker, shape, node, what);
	if (shape->lone && node->kind == NODE_SCALAR)
		return check_list(checker, shape, list_of(checker, node), what);
	if (node->kind != shape_node_kind(shape)) {
		report_wrong_type(checker, shape, node, what);
		return NULL;
	}
	switch (shape->kind) {
	case SHAPE_LIST:
		return check_list(checker, shape, node, what);
	case SHAPE_MAP:
		return check_map(checker, shape, node);
	case SHAPE_RECORD:
		return check_record(checker, shape, node, what);
	case SHAPE_TEXT:
	case SHAPE_INTEGER:
	case SHAPE_BOOLEAN:
	case SHAPE_EITHER:
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return scalar_check(checker, shape, node, what);
	}
}

struct node *
shape_check(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	const size_t deferred = checker->deferred;

	if (shape->kind == SHAPE_LATER || (checker->again && shape->fixed) ||
		is_done(checker, node))
		return node;
	struct node *checked = check_value(checker, shape, node, what);

	if (checked && checker->placeholders == PLACEHOLDERS_DEFERRED)
		checked->settled = checker->deferred == deferred;
	return checked;
}

struct node *
shape_check_field(
	struct checker *checker, const struct shape *shape, const char *name, struct node *node)
{
	const struct field *field = shape->fields;

	while (strcmp(field->name, name) != 0)
		field++;
	return shape_check(checker, field->shape, node, (struct subject){"", name});
}

struct checker
shape_expanding(const struct checker *checker, struct text_scope scope)
{
	struct checker expanding = *checker;

	expanding.placeholders = PLACEHOLDERS_EXPANDED;
	expanding.again = true;
	expanding.scope = scope;
	return expanding;
}

/*
 * The value that was written for a key of a record, which can have its short form; NULL where it is
 * null.
 */
static const struct node *
written(const struct shape *shape, const struct node *record, const char *key)
{
	const struct node *value = NULL;

	if (record && record->kind == NODE_MAP)
		value = node_get(record, key);
	else if (record && shape->short_form && strcmp(shape->short_form, key) == 0)
		value = record;
	return value && !node_is_null(value) ? value : NULL;
}

/* Whether a value in the place of a record was refused, is a short form, or says that there is none. */
static bool
lacks_nothing(const struct shape *shape, const struct node *own, const struct node *defaults)
{
	if (shape->removes && written(shape, own ? own : defaults, shape->short_form))
		return true;
	return (own && own->kind != NODE_MAP) ||
	       (defaults && defaults->kind != NODE_MAP && !(own && shape->short_form));
}

void
shape_check_required(struct checker *checker, const struct shape *shape, const struct node *own,
	const struct node *defaults, struct place place, struct subject what)
{
	if (shape->partial || lacks_nothing(shape, own, defaults))
		return;
	for (const struct field *field = shape->fields; field->name; field++) {
		if (!(field->flags & REQUIRED) && field->shape->kind != SHAPE_RECORD)
			continue;
		const struct node *value = written(shape, own, field->name),
				  *under = written(shape, defaults, field->name);

		if (field->flags & REQUIRED && !value && !under &&
			!(own && unknown_key_means(shape, own, field->name)))
			diagnostic_error(checker->diagnostics, place, MISTAKE_MISSING_KEY,
				subject_text(checker, what), field->name);
		if ((value || under) && field->shape->kind == SHAPE_RECORD)
			shape_check_required(checker, field->shape, value, under,
				value ? value->place : under->place,
				(struct subject){"", field->name});
	}
}
