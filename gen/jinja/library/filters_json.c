#include "jinja/library/filters_json.h"

#include <math.h>
#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/library/sort.h"
#include "jinja/object/builtin.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/operate.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

/* json.dumps as jinja2's htmlsafe_json_dumps calls it: sorted keys, ASCII, and < > & ' escaped. */
struct json {
	struct render *render;
	struct text *text;
	struct value indent; /* one level of it; VALUE_NONE for a single line */
};

static void
write_unit(struct text *text, unsigned unit)
{
	static const char digits[] = "0123456789abcdef";
	const char escape[] = {'\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15],
		digits[unit >> 4 & 15], digits[unit & 15]};

	text_append(text, escape, sizeof(escape));
}

static void
write_point(struct text *text, uint32_t point)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	const char *known = point && point < 0x80 ? strchr(letters, (int)point) : NULL;

	if (known)
		text_append(text, (const char[]){'\\', names[known - letters]}, 2);
	else if (point >= 0x10000) {
		write_unit(text, 0xD800 + (point - 0x10000) / 0x400);
		write_unit(text, 0xDC00 + (point - 0x10000) % 0x400);
	} else if (point < 0x20 || point >= 0x7F || strchr("<>&'", (int)point))
		write_unit(text, point);
	else
		text_append_character(text, (char)point);
}

static void
write_json_string(struct json *json, struct value string)
{
	size_t size;

	render_step(json->render, string.length);
	text_append_character(json->text, '"');
	for (size_t i = 0; i < string.length; i += size) {
		const uint32_t point = unicode_point(string.bytes + i, &size);

		write_point(json->text, point);
	}
	text_append_character(json->text, '"');
}

static void
check_size(const struct json *json)
{
	if (json->text->length > OUTPUT_LARGEST)
		render_fail(json->render, MISTAKE_STRING_LARGE);
}

static void
write_break(struct json *json, unsigned depth)
{
	if (json->indent.kind == VALUE_NONE)
		return;
	text_append_character(json->text, '\n');
	for (unsigned i = 0; i < depth; i++) {
		render_step(json->render, json->indent.length / 64 + 1);
		text_append(json->text, json->indent.bytes, json->indent.length);
		check_size(json);
	}
}

static void
write_json(struct json *json, struct value value, unsigned depth);

static void
write_array(struct json *json, const struct list *list, unsigned depth)
{
	if (!list->count) {
		text_append_string(json->text, "[]");
		return;
	}
	text_append_character(json->text, '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			text_append_string(
				json->text, json->indent.kind == VALUE_NONE ? ", " : ",");
		write_break(json, depth + 1);
		write_json(json, list->items[i], depth + 1);
	}
	write_break(json, depth);
	text_append_character(json->text, ']');
}

static void
write_key(struct json *json, struct value key)
{
	const size_t start = json->text->length;

	if (key.kind == VALUE_STRING) {
		write_json_string(json, key);
		return;
	}
	if (key.kind == VALUE_TUPLE)
		render_fail(json->render, MISTAKE_JSON, "a tuple as a key");
	text_append_character(json->text, '"');
	write_json(json, key, 0);
	text_append_character(json->text, '"');
	(void)start;
}

static void
write_object(struct json *json, const struct dict *dict, unsigned depth)
{
	struct value keys = render_new_list(json->render, dict->count);
	size_t at = 0;

	render_step(json->render, DICT_STEPS * dict->count + dict->used / 2);

	if (!dict->count) {
		text_append_string(json->text, "{}");
		return;
	}
	for (struct dict_entry entry; dict_next(dict, &at, &entry);)
		list_append(&json->render->heap, keys.list, entry.key);
	sort_list(json->render, keys.list, NULL, false);
	text_append_character(json->text, '{');
	for (size_t i = 0; i < keys.list->count; i++) {
		if (i)
			text_append_string(
				json->text, json->indent.kind == VALUE_NONE ? ", " : ",");
		write_break(json, depth + 1);
		write_key(json, keys.list->items[i]);
		text_append_string(json->text, ": ");
		write_json(json, *dict_find(dict, keys.list->items[i]), depth + 1);
	}
	write_break(json, depth);
	text_append_character(json->text, '}');
}

static void
write_json(struct json *json, struct value value, unsigned depth)
{
	render_step(json->render, 3);
	if (depth > VALUES_DEEPEST)
		render_fail(json->render, MISTAKE_VALUES_DEEP, VALUES_DEEPEST);
	check_size(json);
	if (value.kind == VALUE_STRING || value.kind == VALUE_MARKUP)
		write_json_string(json, value);
	else if (value.kind == VALUE_NONE)
		text_append_string(json->text, "null");
	else if (value.kind == VALUE_BOOLEAN)
		text_append_string(json->text, value.boolean ? "true" : "false");
	else if (value.kind == VALUE_INTEGER)
		text_format(json->text, "%lld", (long long)value.integer);
	else if (value.kind == VALUE_FLOAT && isnan(value.number))
		text_append_string(json->text, "NaN");
	else if (value.kind == VALUE_FLOAT && isinf(value.number))
		text_append_string(json->text, value.number < 0 ? "-Infinity" : "Infinity");
	else if (value.kind == VALUE_FLOAT)
		write_float(json->render, json->text, value.number);
	else if (value.kind == VALUE_LIST || value.kind == VALUE_TUPLE)
		write_array(json, value.list, depth);
	else if (value.kind == VALUE_DICT)
		write_object(json, value.dict, depth);
	else
		render_fail(json->render, MISTAKE_JSON, value_type_name(value));
}

static struct value
filter_tojson(struct render *render, struct value subject, const struct value *arguments)
{
	const size_t start = render->scratch.length;
	struct json json = {render, &render->scratch, arguments[0]};

	if (json.indent.kind == VALUE_INTEGER || json.indent.kind == VALUE_BOOLEAN)
		json.indent =
			operate(render, EXPRESSION_MULTIPLY, value_string(" ", 1), json.indent);
	else if (json.indent.kind != VALUE_NONE && json.indent.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_INTEGER, "indent", value_type_name(json.indent));
	undefined_check(render, subject);
	write_json(&json, subject, 0);
	struct value result = render_scratch(render, start);

	result.kind = VALUE_MARKUP;
	return result;
}

const struct builtin filters_of_json[] = {
	{"tojson", .run = filter_tojson, .parameters = {{"indent", DEFAULT_NONE}}},
	{NULL, .run = NULL},
};
