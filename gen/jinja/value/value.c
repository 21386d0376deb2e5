#include "jinja/value/value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

struct value
value_none(void)
{
	return (struct value){.kind = VALUE_NONE};
}

struct value
value_boolean(bool boolean)
{
	return (struct value){.kind = VALUE_BOOLEAN, .boolean = boolean};
}

struct value
value_integer(int64_t integer)
{
	return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

struct value
value_float(double number)
{
	return (struct value){.kind = VALUE_FLOAT, .number = number};
}

struct value
value_string(const char *bytes, size_t length)
{
	return (struct value){.kind = VALUE_STRING, .length = (uint32_t)length, .bytes = bytes};
}

struct value
value_text(const char *string)
{
	return value_string(string, strlen(string));
}

struct value
value_list(struct arena *arena)
{
	struct heap heap = heap_of_arena(arena);

	return (struct value){.kind = VALUE_LIST, .list = list_new(&heap, 0)};
}

struct value
value_dict(struct arena *arena)
{
	struct heap heap = heap_of_arena(arena);

	return (struct value){.kind = VALUE_DICT, .dict = dict_new(&heap)};
}

struct value
value_dict_for(struct arena *arena, size_t count)
{
	struct heap heap = heap_of_arena(arena);
	struct value dict = value_dict(arena);

	if (count)
		dict_reserve(&heap, dict.dict, count);
	return dict;
}

struct value
value_another(struct arena *arena, struct value value)
{
	struct value other = value.kind == VALUE_LIST ? value_list(arena) : value_dict(arena);

	if (value.kind == VALUE_LIST)
		*other.list = *value.list;
	else
		*other.dict = *value.dict;
	return other;
}

void
value_list_append(struct arena *arena, struct value list, struct value item)
{
	struct heap heap = heap_of_arena(arena);

	list_append(&heap, list.list, item);
}

void
value_dict_set(struct arena *arena, struct value dict, const char *key, struct value value)
{
	struct heap heap = heap_of_arena(arena);

	dict_set(&heap, dict.dict, value_text(key), value);
}

struct value
value_dict_like(struct arena *arena, struct value form, size_t later)
{
	struct value dict = value_dict(arena);
	const size_t room = form.dict->used, count = room - later;

	*dict.dict = *form.dict;
	dict.dict->used = dict.dict->count = count;
	dict.dict->room = room;
	dict.dict->values = arena_allocate_array(arena, room, sizeof(*form.dict->values));
	memcpy(dict.dict->values, form.dict->values, count * sizeof(*form.dict->values));
	return dict;
}

void
value_dict_defer(struct arena *arena, struct value dict, const char *key, struct deferral *deferral,
	const void *what, uint32_t how)
{
	dict.dict->deferral = deferral;
	value_dict_set(arena, dict, key,
		(struct value){.kind = VALUE_DEFERRED, .length = how, .deferred = what});
}

struct value
value_dict_get(struct value dict, const char *key)
{
	const size_t length = strlen(key);
	const struct value *found = dict_find_string(dict.dict, key, length, map_hash(key, length));

	return found ? *found : (struct value){.kind = VALUE_MISSING};
}

/* YAML 1.2.2, section 10.3.2: .inf and .nan in three spellings, else what C reads too. */
static double
read_float(const char *text)
{
	const char *digits = text + (*text == '-' || *text == '+');

	if (digits[0] == '.' && (digits[1] == 'i' || digits[1] == 'I'))
		return *text == '-' ? -INFINITY : INFINITY;
	if (digits[0] == '.' && (digits[1] == 'n' || digits[1] == 'N'))
		return NAN;
	return strtod(text, NULL);
}

static struct value
from_scalar(const struct node *node)
{
	const enum scalar_type type = node_scalar_type(node);
	int64_t integer;

	if (type == SCALAR_NULL)
		return value_none();
	if (type == SCALAR_BOOLEAN)
		return value_boolean(node_is_true(node));
	if (type == SCALAR_INTEGER)
		return node_integer(node, &integer) ? value_integer(integer) : value_none();
	if (type == SCALAR_FLOAT)
		return value_float(read_float(node->text));
	return value_string(node->text, node->length);
}

struct value
value_from_node(struct arena *arena, const struct node *node)
{
	struct heap heap = heap_of_arena(arena);

	if (node->kind == NODE_LIST) {
		struct value list = {.kind = VALUE_LIST, .list = list_new(&heap, node->count)};

		for (size_t i = 0; i < node->count; i++)
			list_append(&heap, list.list, value_from_node(arena, node->items[i]));
		return list;
	}
	if (node->kind == NODE_MAP) {
		struct value dict = value_dict(arena);

		if (node->entry_count)
			dict_reserve(&heap, dict.dict, node->entry_count);
		for (size_t i = 0; i < node->entry_count; i++)
			dict_set(&heap, dict.dict, from_scalar(node->entries[i].key),
				value_from_node(arena, node->entries[i].value));
		return dict;
	}
	return from_scalar(node);
}
