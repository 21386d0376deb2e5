#include "family/shape.h"

#include <string.h>

#include "border/document.h"
#include "family/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
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
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return NODE_SCALAR;
	}
}

static struct node *
copy_of(struct checker *checker, const struct node *node)
{
	struct node *copy = arena_allocate(checker->arena, sizeof(*copy));

	*copy = *node;
	return copy;
}

static struct node *
empty_of(struct checker *checker, const struct node *node)
{
	struct node *copy = arena_allocate(checker->arena, sizeof(*copy));

	copy->kind = node->kind;
	copy->place = node->place;
	return copy;
}

static void
add_item(struct arena *arena, struct node *list, struct node *item)
{
	*(struct node **)arena_grow(arena, (void **)&list->items, list->count, sizeof(item)) = item;
	list->count++;
}

static void
add_entry(struct arena *arena, struct node *map, struct node *key, struct node *value)
{
	*(struct node_entry *)arena_grow(arena, (void **)&map->entries, map->entry_count,
		sizeof(struct node_entry)) = (struct node_entry){key, value};
	map->entry_count++;
}

/* Bidirectional controls and their like, which make a text look other than it is (Unicode TR36). */
static bool
is_deceptive(uint32_t point)
{
	return point == 0x61C || (point >= 0x200B && point <= 0x200F) ||
	       (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) ||
	       point == 0xFEFF;
}

static bool
check_visible(struct checker *checker, const struct node *node, const char *noun)
{
	for (size_t at = 0; at < node->length;) {
		uint32_t point = 0;
		const size_t size = text_decode(node->text + at, node->length - at, &point);

		if (is_deceptive(point)) {
			diagnostic_error(checker->diagnostics, node->place, MISTAKE_INVISIBLE, noun,
				(unsigned)point);
			return false;
		}
		at += size ? size : 1;
	}
	return true;
}

static bool
check_grammar(struct checker *checker, enum grammar_id id, const struct node *node)
{
	const struct grammar *grammar = grammar_of(id);

	/* A NUL was reported where the file was read. */
	if (memchr(node->text, '\0', node->length) || !check_visible(checker, node, grammar->noun))
		return false;
	if (grammar_accepts(checker->grammars, id, node->text, node->length))
		return true;
	if (node->length > grammar->longest)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_TOO_LONG, grammar->noun,
			grammar->longest);
	else
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_VALID,
			grammar->noun, node->text, grammar->rule);
	return false;
}

static struct node *
check_text(struct checker *checker, const struct shape *shape, const struct node *node)
{
	if (!check_grammar(checker, shape->grammar, node))
		return NULL;
	struct node *text = copy_of(checker, node);

	text->plain = false;
	return text;
}

static struct node *
check_integer(
	struct checker *checker, const struct shape *shape, struct node *node, const char *what)
{
	long value = 0;
	bool valid = node->length > 0 && node->length < 11;

	for (size_t i = 0; valid && i < node->length; i++) {
		valid = node->text[i] >= '0' && node->text[i] <= '9' &&
			(i == 0 || node->text[0] != '0');
		value = value * 10 + (node->text[i] - '0');
	}
	if (valid && value >= shape->smallest && value <= shape->largest) {
		struct node *integer = copy_of(checker, node);

		integer->plain = true;
		return integer;
	}
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_INTEGER, what,
		shape->smallest, shape->largest);
	return NULL;
}

static struct node *
check_boolean(struct checker *checker, struct node *node, const char *what)
{
	if (node_scalar_type(node) == SCALAR_BOOLEAN)
		return node;
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_BOOLEAN, what);
	return NULL;
}

static struct node *
check_list(struct checker *checker, const struct shape *shape, struct node *node, const char *what)
{
	struct node *list = empty_of(checker, node);

	for (size_t i = 0; i < node->count; i++) {
		struct node *item = shape_check(checker, shape->items, node->items[i], what);

		if (!item)
			continue;
		if (shape->items->kind == SHAPE_RECORD)
			shape_check_required(
				checker, shape->items, node->items[i], NULL, item->place, what);
		add_item(checker->arena, list, item);
	}
	return list;
}

static const char *
quoted(struct checker *checker, const struct node *key)
{
	return arena_format(checker->arena, "'%s'", key->text);
}

static struct node *
check_map(struct checker *checker, const struct shape *shape, struct node *node)
{
	struct node *map = empty_of(checker, node);

	for (size_t i = 0; i < node->entry_count; i++) {
		const struct node_entry *entry = &node->entries[i];

		if (!check_grammar(checker, shape->grammar, entry->key))
			continue;
		struct node *value = shape_check(
			checker, shape->items, entry->value, quoted(checker, entry->key));

		if (value)
			add_entry(checker->arena, map, entry->key, value);
	}
	return map;
}

static const struct field *
find_field(const struct field *field, const struct node *key)
{
	while (field->name && !node_is(key, field->name))
		field++;
	return field->name ? field : NULL;
}

static void
report_unknown_key(struct checker *checker, const struct field *fields, const struct node *key,
	const char *what)
{
	struct nearest nearest = nearest_to(key->text, key->length);

	for (; fields->name; fields++)
		nearest_try(&nearest, fields->name, strlen(fields->name));
	if (nearest.found)
		diagnostic_error(checker->diagnostics, key->place, MISTAKE_UNKNOWN_KEY_NEAR,
			key->text, what, nearest.found);
	else
		diagnostic_error(
			checker->diagnostics, key->place, MISTAKE_UNKNOWN_KEY, key->text, what);
}

static struct node *
check_record(
	struct checker *checker, const struct shape *shape, struct node *node, const char *what)
{
	struct node *record = empty_of(checker, node);

	for (size_t i = 0; i < node->entry_count; i++) {
		struct node *key = node->entries[i].key;
		const struct field *field = find_field(shape->fields, key);

		if (!field && shape->own_keys && key->length > 2 && memcmp(key->text, "x-", 2) == 0)
			continue;
		if (!field) {
			report_unknown_key(checker, shape->fields, key, what);
			continue;
		}
		struct node *value = shape_check(
			checker, field->shape, node->entries[i].value, quoted(checker, key));

		if (value)
			add_entry(checker->arena, record, key, value);
	}
	return record;
}

struct node *
shape_check(struct checker *checker, const struct shape *shape, struct node *node, const char *what)
{
	if (shape->kind == SHAPE_LATER)
		return node;
	if (shape->kind == SHAPE_FREE)
		return node_check_integers(node, checker->diagnostics) ? node : NULL;
	if (node_is_null(node))
		return NULL;
	if (node->kind != shape_node_kind(shape)) {
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_WRONG_TYPE, what,
			kind_name(shape_node_kind(shape)), kind_name(node->kind));
		return NULL;
	}
	switch (shape->kind) {
	case SHAPE_TEXT:
		return check_text(checker, shape, node);
	case SHAPE_INTEGER:
		return check_integer(checker, shape, node, what);
	case SHAPE_BOOLEAN:
		return check_boolean(checker, node, what);
	case SHAPE_LIST:
		return check_list(checker, shape, node, what);
	case SHAPE_MAP:
		return check_map(checker, shape, node);
	case SHAPE_RECORD:
		return check_record(checker, shape, node, what);
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		return node;
	}
}

/* What was written for a key of a record; NULL for what is null. */
static const struct node *
written(const struct node *record, const char *key)
{
	const struct node *value =
		record && record->kind == NODE_MAP ? node_get(record, key) : NULL;

	return value && !node_is_null(value) ? value : NULL;
}

void
shape_check_required(struct checker *checker, const struct shape *shape, const struct node *own,
	const struct node *defaults, struct place place, const char *what)
{
	for (const struct field *field = shape->fields; field->name && !shape->partial; field++) {
		const struct node *value = written(own, field->name),
				  *under = written(defaults, field->name);

		if (field->required && !value && !under)
			diagnostic_error(checker->diagnostics, place, MISTAKE_MISSING_KEY, what,
				field->name);
		if ((value || under) && field->shape->kind == SHAPE_RECORD)
			shape_check_required(checker, field->shape, value, under,
				value ? value->place : under->place,
				arena_format(checker->arena, "'%s'", field->name));
	}
}

/* How lists are joined: all items of both, or each text once. */
enum joining { JOIN_ALL, JOIN_ONCE };

static struct node *
merge(struct arena *arena, struct node *under, struct node *own, enum joining joining);

static struct node *
merge_maps(
	struct arena *arena, const struct node *under, const struct node *own, enum joining joining)
{
	struct node *merged = arena_allocate(arena, sizeof(*merged));

	*merged = (struct node){.kind = NODE_MAP, .place = own->place};
	for (size_t i = 0; i < under->entry_count; i++) {
		struct node *key = under->entries[i].key;

		add_entry(arena, merged, key,
			merge(arena, under->entries[i].value, node_get(own, key->text), joining));
	}
	for (size_t i = 0; i < own->entry_count; i++)
		if (!node_get(under, own->entries[i].key->text))
			add_entry(arena, merged, own->entries[i].key, own->entries[i].value);
	return merged;
}

static bool
has_text(const struct node *list, const struct node *item)
{
	for (size_t i = 0; item->kind == NODE_SCALAR && i < list->count; i++)
		if (node_is(list->items[i], item->text))
			return true;
	return false;
}

static struct node *
merge_lists(
	struct arena *arena, const struct node *under, const struct node *own, enum joining joining)
{
	struct node *merged = arena_allocate(arena, sizeof(*merged));

	*merged = (struct node){.kind = NODE_LIST, .place = own->place};
	for (size_t i = 0; i < under->count; i++)
		add_item(arena, merged, under->items[i]);
	for (size_t i = 0; i < own->count; i++)
		if (joining == JOIN_ALL || !has_text(merged, own->items[i]))
			add_item(arena, merged, own->items[i]);
	return merged;
}

static struct node *
merge(struct arena *arena, struct node *under, struct node *own, enum joining joining)
{
	if (!own || !under)
		return own ? own : under;
	if (under->kind == NODE_MAP && own->kind == NODE_MAP)
		return merge_maps(arena, under, own, joining);
	if (under->kind == NODE_LIST && own->kind == NODE_LIST)
		return merge_lists(arena, under, own, joining);
	return own;
}

struct node *
shape_merge(struct arena *arena, struct node *defaults, struct node *own)
{
	return merge(arena, defaults, own, JOIN_ALL);
}

struct node *
shape_inherit(struct arena *arena, const struct node *parent, const struct node *own)
{
	return own->kind == NODE_MAP ? merge_maps(arena, parent, own, JOIN_ONCE)
				     : merge_lists(arena, parent, own, JOIN_ONCE);
}
