#include "jinja/object/values.h"

#include <string.h>

#include "jinja/object/iterate.h"
#include "jinja/object/loop.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/compare.h"
#include "jinja/value/dict.h"
#include "support/text.h"
#include "support/banned.h"

const char *
value_type_name(struct value value)
{
	static const char *const names[VALUE_KINDS] = {
		[VALUE_MISSING] = "missing",
		[VALUE_UNDEFINED] = "Undefined",
		[VALUE_NONE] = "NoneType",
		[VALUE_BOOLEAN] = "bool",
		[VALUE_INTEGER] = "int",
		[VALUE_FLOAT] = "float",
		[VALUE_STRING] = "str",
		[VALUE_LIST] = "list",
		[VALUE_TUPLE] = "tuple",
		[VALUE_DICT] = "dict",
		[VALUE_RANGE] = "range",
		[VALUE_VIEW] = "dict view",
		[VALUE_ITERATOR] = "generator",
		[VALUE_NAMESPACE] = "Namespace",
		[VALUE_LOOP] = "LoopContext",
		[VALUE_MACRO] = "Macro",
		[VALUE_MODULE] = "TemplateModule",
		[VALUE_FUNCTION] = "function",
		[VALUE_METHOD] = "method",
		[VALUE_CYCLER] = "Cycler",
		[VALUE_JOINER] = "Joiner",
		[VALUE_SELF] = "TemplateReference",
		[VALUE_BLOCK] = "BlockReference",
		[VALUE_MARKUP] = "Markup",
		[VALUE_DEFERRED] = "deferred",
	};

	return names[value.kind];
}

bool
value_is_word(struct value value, const char *word)
{
	return value.kind == VALUE_STRING &&
	       text_equal(value.bytes, value.length, word, strlen(word));
}

bool
value_is_ascii(struct value string)
{
	unsigned char all = 0;

	for (size_t i = 0; i < string.length; i++)
		all |= (unsigned char)string.bytes[i];
	return all < 0x80;
}

bool
value_is_number(struct value value)
{
	return value.kind >= VALUE_BOOLEAN && value.kind <= VALUE_FLOAT;
}

int64_t
value_whole(struct value value)
{
	return value.kind == VALUE_BOOLEAN ? value.boolean : value.integer;
}

double
value_number(struct value value)
{
	return value.kind == VALUE_FLOAT ? value.number : (double)value_whole(value);
}

bool
value_truth(struct render *render, struct value value)
{
	int64_t length;

	if (value.kind == VALUE_BOOLEAN)
		return value.boolean;
	if (value.kind == VALUE_INTEGER)
		return value.integer != 0;
	if (value.kind == VALUE_FLOAT)
		return value.number != 0;
	if (value.kind == VALUE_NONE)
		return false;
	if (value.kind == VALUE_STRING || value.kind == VALUE_MARKUP)
		return value.length > 0;
	if (value.kind == VALUE_UNDEFINED)
		undefined_check_strict(render, value);
	if (value.kind == VALUE_LOOP)
		return true;
	return value_length(render, value, &length) ? length > 0 : true;
}

bool
value_length(struct render *render, struct value value, int64_t *length)
{
	if (value.kind == VALUE_STRING || value.kind == VALUE_MARKUP) {
		render_step_bytes(render, value.length);
		*length = (int64_t)text_count_points(value.bytes, value.length);
	} else if (value.kind == VALUE_LIST || value.kind == VALUE_TUPLE)
		*length = (int64_t)value.list->count;
	else if (value.kind == VALUE_DICT)
		*length = (int64_t)value.dict->count;
	else if (value.kind == VALUE_VIEW)
		*length = (int64_t)value.view->dict->count;
	else if (value.kind == VALUE_RANGE)
		*length = value.range->count;
	else if (value.kind == VALUE_LOOP)
		*length = loop_tell(render, value.loop, LOOP_LENGTH).integer;
	else if (value.kind == VALUE_UNDEFINED)
		*length = 0;
	else
		return false;
	return true;
}

bool
value_can_be_key(struct render *render, struct value key)
{
	size_t bytes = 0;
	const bool can = dict_can_hold(key, &bytes);

	render_step_bytes(render, bytes);
	return can;
}

static void
check_depth(struct render *render, unsigned depth)
{
	if (depth > VALUES_DEEPEST)
		render_fail(render, MISTAKE_VALUES_DEEP, VALUES_DEEPEST);
	render_step(render, 1);
}

static bool
equal(struct render *render, struct value a, struct value b, unsigned depth);

static bool
equal_lists(struct render *render, const struct list *a, const struct list *b, unsigned depth)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!equal(render, a->items[i], b->items[i], depth + 1))
			return false;
	return true;
}

static bool
equal_dicts(struct render *render, const struct dict *a, const struct dict *b, unsigned depth)
{
	size_t at = 0;

	if (a->count != b->count)
		return false;
	render_step(render, a->used / 2);
	for (struct dict_entry entry; dict_next(a, &at, &entry);) {
		const struct value *other = dict_find_same(b, &a->keys[at - 1]);

		render_step(render, DICT_STEPS);

		if (!other || !equal(render, entry.value, *other, depth + 1))
			return false;
	}
	return true;
}

static bool
equal_ranges(const struct range *a, const struct range *b)
{
	return a->count == b->count &&
	       (a->count == 0 || (a->start == b->start && (a->count == 1 || a->step == b->step)));
}

static bool
equal_undefined(struct render *render, struct value a, struct value b)
{
	undefined_check_strict(render, a);
	undefined_check_strict(render, b);
	return a.kind == b.kind;
}

static bool
equal_objects(struct render *render, struct value a, struct value b)
{
	if (a.kind == VALUE_VIEW || b.kind == VALUE_VIEW)
		render_fail(render, MISTAKE_COMPARE_VIEW);
	if (a.kind != b.kind)
		return false;
	if (a.kind == VALUE_METHOD)
		return a.method->builtin == b.method->builtin &&
		       value_identical(a.method->owner, b.method->owner);
	return a.bytes == b.bytes;
}

/* Markup as a plain string, as which it is compared. */
static struct value
plain(struct value value)
{
	if (value.kind == VALUE_MARKUP)
		value.kind = VALUE_STRING;
	return value;
}

static bool
equal(struct render *render, struct value a, struct value b, unsigned depth)
{
	check_depth(render, depth);
	a = plain(a);
	b = plain(b);
	if (a.kind == VALUE_UNDEFINED || b.kind == VALUE_UNDEFINED)
		return equal_undefined(render, a, b);
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING) {
		render_step_bytes(render, a.length);
		return text_equal(a.bytes, a.length, b.bytes, b.length);
	}
	if (value_is_number(a) && value_is_number(b))
		return compare_numbers(a, b) == 0;
	if (a.kind != b.kind && a.kind < VALUE_VIEW && b.kind < VALUE_VIEW)
		return false;
	if (a.kind == VALUE_NONE)
		return b.kind == VALUE_NONE;
	if (a.kind == b.kind && (a.kind == VALUE_LIST || a.kind == VALUE_TUPLE))
		return a.list == b.list || equal_lists(render, a.list, b.list, depth);
	if (a.kind == b.kind && a.kind == VALUE_DICT)
		return a.dict == b.dict || equal_dicts(render, a.dict, b.dict, depth);
	if (a.kind == b.kind && a.kind == VALUE_RANGE)
		return equal_ranges(a.range, b.range);
	return equal_objects(render, a, b);
}

bool
value_equal(struct render *render, struct value a, struct value b)
{
	return equal(render, a, b, 0);
}

static int
order_strings(struct render *render, struct value a, struct value b)
{
	const size_t length = a.length < b.length ? a.length : b.length;

	render_step_bytes(render, length);
	const int order = length ? memcmp(a.bytes, b.bytes, length) : 0;

	if (order)
		return order < 0 ? -1 : 1;
	return a.length < b.length ? -1 : a.length > b.length;
}

static int
order(struct render *render, struct value a, struct value b, const char *symbol, unsigned depth)
{
	check_depth(render, depth);
	a = plain(a);
	b = plain(b);
	if (value_is_number(a) && value_is_number(b))
		return compare_numbers(a, b);
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING)
		return order_strings(render, a, b);
	if (a.kind == VALUE_UNDEFINED || b.kind == VALUE_UNDEFINED)
		undefined_fail(render, a.kind == VALUE_UNDEFINED ? a : b);
	if (a.kind != b.kind || (a.kind != VALUE_LIST && a.kind != VALUE_TUPLE))
		render_fail(
			render, MISTAKE_NO_ORDER, symbol, value_type_name(a), value_type_name(b));
	for (size_t i = 0; i < a.list->count && i < b.list->count; i++)
		if (!equal(render, a.list->items[i], b.list->items[i], depth + 1))
			return order(render, a.list->items[i], b.list->items[i], symbol, depth + 1);
	return a.list->count < b.list->count ? -1 : a.list->count > b.list->count;
}

int
value_order(struct render *render, struct value a, struct value b, const char *symbol)
{
	return order(render, a, b, symbol, 0);
}

bool
value_identical(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == VALUE_NONE)
		return true;
	if (a.kind == VALUE_BOOLEAN)
		return a.boolean == b.boolean;
	if (a.kind == VALUE_INTEGER)
		return a.integer == b.integer;
	if (a.kind == VALUE_FLOAT)
		return false;
	return a.bytes == b.bytes && a.length == b.length;
}

/* Whether `needle` is in `haystack`. Each place where it could start takes steps. */
static bool
has_bytes(struct render *render, struct value haystack, struct value needle)
{
	const char *at = haystack.bytes, *end = haystack.bytes + haystack.length;

	render_step_bytes(render, haystack.length);
	if (!needle.length)
		return true;
	while ((size_t)(end - at) >= needle.length) {
		at = memchr(at, needle.bytes[0], (size_t)(end - at) - needle.length + 1);
		if (!at)
			return false;
		render_step(render, needle.length / 64 + 1);
		if (memcmp(at, needle.bytes, needle.length) == 0)
			return true;
		at++;
	}
	return false;
}

static bool
range_contains(const struct range *range, struct value item)
{
	if (!value_is_number(item) ||
		(item.kind == VALUE_FLOAT && !(item.number > -9e18 && item.number < 9e18 &&
						     item.number == (double)(int64_t)item.number)))
		return false;
	const int64_t whole = item.kind == VALUE_FLOAT ? (int64_t)item.number : value_whole(item);
	int64_t distance;

	if (__builtin_sub_overflow(whole, range->start, &distance) || distance % range->step)
		return false;
	return distance / range->step >= 0 && distance / range->step < range->count;
}

_Noreturn void
value_fail_unhashable(struct render *render, struct value value)
{
	const bool python = value.kind == VALUE_LIST || value.kind == VALUE_TUPLE ||
			    value.kind == VALUE_DICT || value.kind == VALUE_VIEW;

	render_fail(
		render, python ? MISTAKE_UNHASHABLE : MISTAKE_KEY_REFUSED, value_type_name(value));
}

static bool
dict_contains(struct render *render, const struct dict *dict, struct value item)
{
	if (item.kind == VALUE_UNDEFINED) {
		undefined_check_strict(render, item);
		return false;
	}
	if (!value_can_be_key(render, item))
		value_fail_unhashable(render, item);
	render_step(render, DICT_STEPS / 2);
	return dict_find(dict, item) != NULL;
}

bool
value_contains(struct render *render, struct value container, struct value item)
{
	struct iterator storage;

	container = plain(container);
	item = plain(item);
	if (container.kind == VALUE_DICT)
		return dict_contains(render, container.dict, item);
	if (container.kind == VALUE_VIEW && container.view->kind == VIEW_KEYS)
		return dict_contains(render, container.view->dict, item);
	if (container.kind == VALUE_RANGE)
		return range_contains(container.range, item);
	if (container.kind == VALUE_STRING) {
		undefined_check(render, item);
		if (item.kind != VALUE_STRING)
			render_fail(render, MISTAKE_IN_STRING, value_type_name(item));
		return has_bytes(render, container, item);
	}
	if (container.kind == VALUE_UNDEFINED)
		undefined_check_strict(render, container);
	struct iterator *iterator = iterate(render, container, &storage);

	for (struct value other; iterator_next(render, iterator, &other);)
		if (value_identical(other, item) || value_equal(render, other, item))
			return true;
	return false;
}

int64_t
value_index(struct render *render, struct value value, const char *what)
{
	undefined_check(render, value);
	if (value.kind != VALUE_INTEGER && value.kind != VALUE_BOOLEAN)
		render_fail(render, MISTAKE_NOT_INTEGER, what, value_type_name(value));
	return value_whole(value);
}
