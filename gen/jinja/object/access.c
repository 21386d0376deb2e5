#include "jinja/object/access.h"

#include <string.h>

#include "jinja/object/block.h"
#include "jinja/object/builtin.h"
#include "jinja/object/loop.h"
#include "jinja/object/macro.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

static struct value
missing(void)
{
	return (struct value){.kind = VALUE_MISSING};
}

static struct value
method(struct render *render, const struct builtin *builtin, struct value owner)
{
	struct method *method = render_allocate(render, sizeof(*method));

	*method = (struct method){builtin, owner};
	return (struct value){.kind = VALUE_METHOD, .method = method};
}

static bool
is_named(struct value name, const char *word)
{
	return text_equal(name.bytes, name.length, word, strlen(word));
}

/*
 * Fails for attributes that Python has but that are not supported, instead of giving an undefined
 * value.
 */
static void
refuse_attribute(struct render *render, struct value owner, struct value name)
{
	static const char *const numbers[] = {"real", "imag", "numerator", "denominator",
		"bit_length", "bit_count", "conjugate", "is_integer", "hex", "fromhex",
		"as_integer_ratio", "to_bytes", "from_bytes"};
	static const char *const others[] = {"start", "stop", "step", "count", "index",
		"isdisjoint", "mapping", "send", "throw", "close", "fromkeys", "mro", "gi_frame",
		"gi_running", "gi_code", "gi_yieldfrom", "gi_suspended"};
	bool refused = name.length > 1 && name.bytes[0] == '_' && name.bytes[1] == '_';

	for (size_t i = 0; value_is_number(owner) && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		refused = refused || is_named(name, numbers[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (owner.kind == VALUE_RANGE || owner.kind == VALUE_VIEW ||
			owner.kind == VALUE_ITERATOR || owner.kind == VALUE_FUNCTION)
			refused = refused || is_named(name, others[i]);
	if (owner.kind == VALUE_MODULE)
		refused = refused || is_named(name, "_body_stream");
	else if (owner.kind >= VALUE_LOOP && name.length && name.bytes[0] == '_')
		refused = true;
	if (refused)
		render_fail(render, MISTAKE_ATTRIBUTE_REFUSED, (int)name.length, name.bytes,
			value_type_name(owner));
}

static struct value
from_dict(const struct dict *dict, struct value name, uint64_t hash)
{
	const struct value *found = dict_find_string(dict, name.bytes, name.length, hash);

	return found ? *found : missing();
}

static struct value
object_attribute(struct render *render, struct value owner, struct value name, uint64_t hash)
{
	if (owner.kind == VALUE_NAMESPACE)
		return from_dict(owner.dict, name, hash);
	if (owner.kind == VALUE_MODULE)
		return from_dict(owner.module->exported, name, hash);
	if (owner.kind == VALUE_LOOP)
		return loop_tell(render, owner.loop, loop_field(name.bytes, name.length));
	if (owner.kind == VALUE_MACRO)
		return macro_attribute(render, owner.macro, name);
	if (owner.kind == VALUE_SELF)
		return block_of_self(render, owner.context, name);
	if (owner.kind == VALUE_BLOCK && is_named(name, "super"))
		return block_super(render, owner.block);
	if (owner.kind == VALUE_BLOCK && is_named(name, "name"))
		return value_string(
			owner.block->stack->name->bytes, owner.block->stack->name->length);
	if (owner.kind == VALUE_CYCLER && is_named(name, "current"))
		return owner.cycler->items.list->items[owner.cycler->position];
	if (owner.kind == VALUE_CYCLER && is_named(name, "items"))
		return owner.cycler->items;
	if (owner.kind == VALUE_CYCLER && is_named(name, "pos"))
		return value_integer((int64_t)owner.cycler->position);
	if (owner.kind == VALUE_JOINER && is_named(name, "sep"))
		return owner.cycler->items;
	if (owner.kind == VALUE_JOINER && is_named(name, "used"))
		return value_boolean(owner.cycler->position > 0);
	if (owner.kind == VALUE_TUPLE && owner.list->group && is_named(name, "grouper"))
		return owner.list->items[0];
	if (owner.kind == VALUE_TUPLE && owner.list->group && is_named(name, "list"))
		return owner.list->items[1];
	return missing();
}

/* Python's getattr(); VALUE_MISSING if there is none. */
static struct value
attribute(struct render *render, struct value owner, struct value name, uint64_t hash)
{
	const struct builtin *table = render->methods[owner.kind];
	if (owner.kind == VALUE_MARKUP)
		render_fail(render, MISTAKE_MARKUP);
	const struct builtin *builtin = table ? builtin_find(table, name.bytes, name.length) : NULL;

	if (builtin && !builtin->run && !builtin->run_any)
		render_fail(render, MISTAKE_ATTRIBUTE_REFUSED, (int)name.length, name.bytes,
			value_type_name(owner));
	if (builtin)
		return method(render, builtin, owner);
	if (owner.kind < VALUE_NAMESPACE && owner.kind != VALUE_TUPLE) {
		refuse_attribute(render, owner, name);
		return missing();
	}
	struct value found = object_attribute(render, owner, name, hash);

	if (found.kind == VALUE_MISSING)
		refuse_attribute(render, owner, name);
	return found;
}

static struct value
get_attribute(struct render *render, struct value owner, struct value name, uint64_t hash)
{
	struct value found;

	undefined_check(render, owner);
	/* In Jinja's x.y, a method comes before a key of the same name. */
	found = attribute(render, owner, name, hash);
	if (found.kind == VALUE_MISSING && owner.kind == VALUE_DICT)
		found = from_dict(owner.dict, name, hash);
	return found.kind == VALUE_MISSING ? undefined_attribute(render, owner, name) : found;
}

static struct value
find_key(const struct dict *dict, const struct name *name, struct found_key *found)
{
	/* Keys of the context are never moved, so that equal pointers mean equal keys. */
	if (dict->frozen && found->at < dict->used &&
		dict->keys[found->at].key.kind == VALUE_STRING &&
		dict->keys[found->at].key.bytes == found->bytes)
		return *dict_value(dict, found->at);
	const struct value *value = dict_find_string(dict, name->bytes, name->length, name->hash);

	if (value && dict->frozen) {
		const size_t at = (size_t)(value - dict->values);

		*found = (struct found_key){dict->keys[at].key.bytes, at};
	}
	return value ? *value : missing();
}

struct value
access_attribute(struct render *render, struct value owner, const struct expression *expression)
{
	const struct name *name = expression->attribute;
	struct value found = missing();

	if (owner.kind == VALUE_DICT && expression->found)
		found = find_key(owner.dict, name, expression->found);
	else if (owner.kind == VALUE_LOOP)
		found = loop_tell(render, owner.loop, expression->field);
	if (found.kind != VALUE_MISSING)
		return found;
	return get_attribute(render, owner, value_string(name->bytes, name->length), name->hash);
}

struct value
access_attribute_string(struct render *render, struct value owner, struct value name)
{
	render_step_bytes(render, name.length);
	return get_attribute(render, owner, name, map_hash(name.bytes, name.length));
}

/* The position of a Python index among `count` items; false if it is out of range. */
static bool
find_position(int64_t index, int64_t count, int64_t *position)
{
	*position = index < 0 ? index + count : index;
	return *position >= 0 && *position < count;
}

/* The offset of the character number `position` in a string of `count` characters. */
static size_t
offset_of(struct render *render, struct value string, int64_t position, int64_t count)
{
	if (count == string.length)
		return (size_t)position;
	render_step_characters(render, (size_t)position);
	return unicode_offset(string.bytes, string.length, (size_t)position);
}

static int64_t
count_characters(struct render *render, struct value string)
{
	render_step_bytes(render, string.length);
	return (int64_t)text_count_points(string.bytes, string.length);
}

static struct value
character(struct render *render, struct value string, int64_t index)
{
	int64_t position;
	const int64_t count = count_characters(render, string);

	if (!find_position(index, count, &position))
		return missing();
	const size_t at = offset_of(render, string, position, count);

	return value_string(string.bytes + at, unicode_length(string.bytes + at));
}

static struct value
item_at(struct render *render, struct value owner, int64_t index)
{
	struct value found;
	int64_t position;

	if (owner.kind == VALUE_STRING || owner.kind == VALUE_MARKUP) {
		found = character(render, owner, index);
		if (found.kind == VALUE_STRING)
			found.kind = owner.kind;
		return found;
	}
	if (owner.kind == VALUE_RANGE) {
		if (!find_position(index, owner.range->count, &position))
			return missing();
		return value_integer(owner.range->start + position * owner.range->step);
	}
	if (owner.kind != VALUE_LIST && owner.kind != VALUE_TUPLE)
		return missing();
	if (!find_position(index, (int64_t)owner.list->count, &position))
		return missing();
	return owner.list->items[position];
}

struct value
access_item(struct render *render, struct value owner, struct value key)
{
	struct value found = missing();

	undefined_check(render, owner);
	render_step(render, 2);
	if (owner.kind == VALUE_DICT) {
		if (key.kind == VALUE_UNDEFINED)
			undefined_check_strict(render, key);
		else if (value_can_be_key(render, key)) {
			const struct value *value = dict_find(owner.dict, key);

			found = value ? *value : found;
		}
	} else if (key.kind == VALUE_INTEGER || key.kind == VALUE_BOOLEAN) {
		found = item_at(render, owner, value_whole(key));
	} else if (key.kind == VALUE_STRING && owner.kind == VALUE_SELF) {
		return block_of_self(render, owner.context, key);
	}
	if (key.kind == VALUE_STRING)
		render_step_bytes(render, key.length);
	if (found.kind == VALUE_MISSING && key.kind == VALUE_STRING)
		found = attribute(render, owner, key, map_hash(key.bytes, key.length));
	return found.kind == VALUE_MISSING ? undefined_attribute(render, owner, key) : found;
}

struct slice {
	int64_t start, stop, step, count;
};

static int64_t
clamp(int64_t index, int64_t length, int64_t low, int64_t high)
{
	if (index < 0)
		index = index < -length ? -1 : index + length;
	return index < low ? low : index > high ? high : index;
}

/* Python's slice.indices(), with the number of items. */
static struct slice
resolve_slice(struct render *render, const struct value bounds[3], int64_t length)
{
	struct slice slice = {.step = 1};

	if (bounds[2].kind != VALUE_NONE)
		slice.step = value_index(render, bounds[2], "slice");
	if (slice.step == 0)
		render_fail(render, MISTAKE_SLICE_STEP);
	if (slice.step < -INT64_MAX / 2)
		slice.step = -INT64_MAX / 2;
	const int64_t low = slice.step < 0 ? -1 : 0, high = slice.step < 0 ? length - 1 : length;
	int64_t stop = slice.step < 0 ? -1 : length;

	slice.start = slice.step < 0 ? length - 1 : 0;
	if (bounds[0].kind != VALUE_NONE)
		slice.start = clamp(value_index(render, bounds[0], "slice"), length, low, high);
	if (bounds[1].kind != VALUE_NONE)
		stop = clamp(value_index(render, bounds[1], "slice"), length, low, high);
	slice.stop = stop;
	if (slice.step > 0 && stop > slice.start)
		slice.count = (stop - slice.start - 1) / slice.step + 1;
	else if (slice.step < 0 && stop < slice.start)
		slice.count = (slice.start - stop - 1) / -slice.step + 1;
	return slice;
}

/* The offset of the character `step` places after the one at `at`; a negative step goes back. */
static size_t
move_by(struct value string, size_t at, int64_t step)
{
	for (; step > 0 && at < string.length; step--)
		at += unicode_length(string.bytes + at);
	for (; step < 0 && at > 0; step++)
		do
			at--;
		while (at > 0 && ((unsigned char)string.bytes[at] & 0xC0) == 0x80);
	return at;
}

/* The characters of a slice whose step is not 1. */
static struct value
step_through(struct render *render, struct value string, struct slice slice, int64_t length)
{
	const size_t start = render->scratch.length;
	const bool ascii = length == string.length;
	size_t at = slice.count ? offset_of(render, string, slice.start, length) : 0;

	render_step_characters(render, ascii ? (size_t)slice.count : string.length);
	for (int64_t i = 0; i < slice.count; i++) {
		if (i)
			at = ascii ? (size_t)(slice.start + i * slice.step)
				   : move_by(string, at, slice.step);
		text_append(&render->scratch, string.bytes + at,
			ascii ? 1 : unicode_length(string.bytes + at));
	}
	return render_scratch(render, start);
}

static struct value
slice_string(struct render *render, struct value string, const struct value bounds[3])
{
	const int64_t length = count_characters(render, string);
	const struct slice slice = resolve_slice(render, bounds, length);

	if (slice.step != 1)
		return step_through(render, string, slice, length);
	const size_t from = offset_of(render, string, slice.start, length);
	const struct value rest = value_string(string.bytes + from, string.length - from);

	return value_string(rest.bytes, offset_of(render, rest, slice.count, length - slice.start));
}

static struct value
slice_range(struct render *render, const struct range *range, const struct value bounds[3])
{
	const struct slice slice = resolve_slice(render, bounds, range->count);
	struct range *part = render_allocate(render, sizeof(*part));

	*part = (struct range){
		.start = range->start + slice.start * range->step, .count = slice.count};
	if (__builtin_mul_overflow(range->step, slice.step, &part->step) ||
		__builtin_mul_overflow(slice.stop, range->step, &part->stop) ||
		__builtin_add_overflow(part->stop, range->start, &part->stop))
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return (struct value){.kind = VALUE_RANGE, .range = part};
}

struct value
access_slice(struct render *render, struct value owner, const struct value bounds[3])
{
	undefined_check(render, owner);
	if (owner.kind == VALUE_STRING || owner.kind == VALUE_MARKUP) {
		struct value part = slice_string(render, owner, bounds);

		part.kind = owner.kind;
		return part;
	}
	if (owner.kind == VALUE_RANGE)
		return slice_range(render, owner.range, bounds);
	if (owner.kind != VALUE_LIST && owner.kind != VALUE_TUPLE)
		render_fail(render, MISTAKE_NO_SLICE, value_type_name(owner));
	const struct slice slice = resolve_slice(render, bounds, (int64_t)owner.list->count);
	struct list *list = list_new(&render->heap, (size_t)slice.count);

	render_step(render, (size_t)slice.count / 4);
	for (int64_t i = 0; i < slice.count; i++)
		list->items[list->count++] = owner.list->items[slice.start + i * slice.step];
	return (struct value){.kind = owner.kind, .list = list};
}
