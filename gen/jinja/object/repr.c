#include "jinja/object/repr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
#include "support/text.h"
#include "support/banned.h"

/*
 * The steps of writing a float and reading it again: more for large ones, most for very small ones.
 */
static size_t
float_steps(double number)
{
	int exponent;

	(void)frexp(number, &exponent);
	return 80 + (size_t)(exponent < 0 ? -exponent / 6 : exponent / 16);
}

void
write_float(struct render *render, struct text *text, double number)
{
	char digits[40];
	int precision = fabs(number) < 2.3e-308 ? 1 : 15;

	if (isnan(number) || isinf(number)) {
		text_append_string(text, isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
		return;
	}
	do {
		render_step(render, float_steps(number));
		snprintf(digits, sizeof(digits), "%.*e", precision - 1, number);
	} while (strtod(digits, NULL) != number && ++precision <= 17);
	const char *const point = strchr(digits, '.');
	const char *end = strchr(digits, 'e');
	const int power = (int)strtol(end + 1, NULL, 10);

	while (point && end[-1] == '0')
		end--;
	if (end - 1 == point)
		end--;
	if (power < -4 || power >= 16) {
		text_append(text, digits, (size_t)(end - digits));
		text_format(text, "e%c%02d", power < 0 ? '-' : '+', abs(power));
		return;
	}
	const int count = (int)(end - digits) - (digits[0] == '-') - (point && point < end);
	const int decimals = count - 1 - power;

	text_format(text, "%.*f", decimals > 1 ? decimals : 1, number);
}

/* The commonest number, without printf. */
static void
write_integer(struct text *text, int64_t integer)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (integer < 0)
		digits[--at] = '-';
	text_append(text, digits + at, sizeof(digits) - at);
}

/*
 * Fails for a text that is too large. It is called often enough that no text can grow much further.
 */
static void
check_text(struct render *render, const struct text *text)
{
	if (text->length > OUTPUT_LARGEST)
		render_fail(render, MISTAKE_OUTPUT_LARGE, OUTPUT_LARGEST >> 20);
}

static void
write_escape(struct text *text, uint32_t point)
{
	static const char hex[] = "0123456789abcdef";
	const int digits = point < 0x100 ? 2 : point < 0x10000 ? 4 : 8;

	text_append_character(text, '\\');
	text_append_character(text, digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
	for (int i = digits; i-- > 0;)
		text_append_character(text, hex[point >> 4 * i & 15]);
}

static void
write_string_repr(struct render *render, struct text *text, struct value value)
{
	const bool single = value.length && memchr(value.bytes, '\'', value.length);
	const char quote = single && !memchr(value.bytes, '"', value.length) ? '"' : '\'';
	size_t size;

	render_step(render, value.length);
	text_append_character(text, quote);
	for (size_t i = 0; i < value.length; i += size) {
		const uint32_t point = unicode_point(value.bytes + i, &size);

		if (point == (unsigned char)quote || point == '\\')
			text_append(text, (const char[]){'\\', (char)point}, 2);
		else if (point == '\n' || point == '\r' || point == '\t')
			text_append_string(text, point == '\n'   ? "\\n"
						 : point == '\r' ? "\\r"
								 : "\\t");
		else if (unicode_is_printable(point))
			text_append(text, value.bytes + i, size);
		else
			write_escape(text, point);
		check_text(render, text);
	}
	text_append_character(text, quote);
}

static void
write_repr_at(struct render *render, struct text *text, struct value value, unsigned depth);

static void
check_size(struct render *render, const struct text *text, unsigned depth)
{
	render_step(render, 1);
	if (depth > VALUES_DEEPEST)
		render_fail(render, MISTAKE_VALUES_DEEP, VALUES_DEEPEST);
	check_text(render, text);
}

static void
write_items(struct render *render, struct text *text, const struct list *list, const char *brackets,
	unsigned depth)
{
	text_append_character(text, brackets[0]);
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			text_append_string(text, ", ");
		write_repr_at(render, text, list->items[i], depth + 1);
	}
	if (brackets[0] == '(' && list->count == 1)
		text_append_character(text, ',');
	text_append_character(text, brackets[1]);
}

static void
write_dict(struct render *render, struct text *text, const struct dict *dict, unsigned depth)
{
	size_t at = 0;
	bool first = true;

	render_step(render, dict->used / 2);
	text_append_character(text, '{');
	for (struct dict_entry entry; dict_next(dict, &at, &entry); first = false) {
		if (!first)
			text_append_string(text, ", ");
		write_repr_at(render, text, entry.key, depth + 1);
		text_append_string(text, ": ");
		write_repr_at(render, text, entry.value, depth + 1);
	}
	text_append_character(text, '}');
}

static void
write_view(struct render *render, struct text *text, const struct dict_view *view, unsigned depth)
{
	static const char *const names[] = {"dict_keys([", "dict_values([", "dict_items(["};
	size_t at = 0;
	bool first = true;

	render_step(render, view->dict->used / 2);
	text_append_string(text, names[view->kind]);
	for (struct dict_entry entry; dict_next(view->dict, &at, &entry); first = false) {
		if (!first)
			text_append_string(text, ", ");
		if (view->kind == VIEW_ITEMS)
			text_append_character(text, '(');
		if (view->kind != VIEW_VALUES)
			write_repr_at(render, text, entry.key, depth + 1);
		if (view->kind == VIEW_ITEMS)
			text_append_string(text, ", ");
		if (view->kind != VIEW_KEYS)
			write_repr_at(render, text, entry.value, depth + 1);
		if (view->kind == VIEW_ITEMS)
			text_append_character(text, ')');
	}
	text_append_string(text, "])");
}

static void
write_range(struct text *text, const struct range *range)
{
	text_format(text, "range(%lld, %lld", (long long)range->start, (long long)range->stop);
	if (range->step != 1)
		text_format(text, ", %lld", (long long)range->step);
	text_append_character(text, ')');
}

static void
write_object(struct render *render, struct text *text, struct value value, unsigned depth)
{
	if (value.kind == VALUE_NAMESPACE) {
		text_append_string(text, "<Namespace ");
		write_dict(render, text, value.dict, depth);
		text_append_character(text, '>');
	} else if (value.kind == VALUE_MACRO) {
		const struct name *name = value.macro->definition->routine.name;

		text_append_string(text, name ? "<Macro '" : "<Macro anonymous");
		if (name)
			text_append(text, name->bytes, name->length);
		text_append_string(text, name ? "'>" : ">");
	} else if (value.kind == VALUE_LOOP) {
		text_format(text, "<LoopContext %lld/", (long long)value.loop->index0 + 1);
		text_format(text, "%lld>",
			(long long)loop_tell(render, value.loop, LOOP_LENGTH).integer);
	} else {
		render_fail(render, MISTAKE_NO_REPR, value_type_name(value));
	}
}

static void
write_repr_at(struct render *render, struct text *text, struct value value, unsigned depth)
{
	check_size(render, text, depth);
	switch ((int)value.kind) {
	case VALUE_STRING:
		write_string_repr(render, text, value);
		break;
	case VALUE_MARKUP:
		text_append_string(text, "Markup(");
		write_string_repr(render, text, value);
		text_append_character(text, ')');
		break;
	case VALUE_NONE:
		text_append_string(text, "None");
		break;
	case VALUE_BOOLEAN:
		text_append_string(text, value.boolean ? "True" : "False");
		break;
	case VALUE_INTEGER:
		write_integer(text, value.integer);
		break;
	case VALUE_FLOAT:
		write_float(render, text, value.number);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
		write_items(
			render, text, value.list, value.kind == VALUE_LIST ? "[]" : "()", depth);
		break;
	case VALUE_DICT:
		write_dict(render, text, value.dict, depth);
		break;
	case VALUE_VIEW:
		write_view(render, text, value.view, depth);
		break;
	case VALUE_RANGE:
		write_range(text, value.range);
		break;
	case VALUE_UNDEFINED:
		text_append_string(text, "Undefined");
		break;
	default:
		write_object(render, text, value, depth);
	}
}

void
write_repr(struct render *render, struct text *text, struct value value)
{
	write_repr_at(render, text, value, 0);
}

void
write_value(struct render *render, struct text *text, struct value value)
{
	if (value.kind == VALUE_STRING || value.kind == VALUE_MARKUP)
		text_append(text, value.bytes, value.length);
	else if (value.kind == VALUE_INTEGER)
		write_integer(text, value.integer);
	else if (value.kind == VALUE_UNDEFINED)
		undefined_check_strict(render, value);
	else if (value.kind == VALUE_MODULE)
		text_append(text, value.module->body.bytes, value.module->body.length);
	else
		write_repr_at(render, text, value, 0);
}

struct value
value_to_string(struct render *render, struct value value)
{
	const size_t start = render->scratch.length;

	if (value.kind == VALUE_STRING)
		return value;
	if (value.kind == VALUE_MARKUP)
		return value_string(value.bytes, value.length);
	write_value(render, &render->scratch, value);
	return render_scratch(render, start);
}

const char *
value_for_message(struct render *render, struct value value)
{
	const size_t start = render->scratch.length;

	if (value.kind < VALUE_NONE || value.kind > VALUE_RANGE)
		return value_type_name(value);
	write_repr(render, &render->scratch, value);
	if (render->scratch.length - start > 80) {
		size_t cut = start + 77;

		while (cut > start && ((unsigned char)render->scratch.bytes[cut] & 0xC0) == 0x80)
			cut--;
		render->scratch.length = cut;
		text_append_string(&render->scratch, "...");
	}
	return render_scratch(render, start).bytes;
}
