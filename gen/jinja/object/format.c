#include "jinja/object/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "jinja/object/builtin.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

enum { WIDTH_LARGEST = 100000, PRECISION_LARGEST = 300, CONVERSION_STEPS = 20, FLOAT_STEPS = 100 };

/* One conversion: %[(key)][flags][width][.precision]type */
struct conversion {
	bool left, plus, space, zero, alternate;
	int64_t width, precision; /* -1: none */
	char type;
};

struct format {
	struct render *render;
	struct value text;
	size_t at;
	struct value values; /* a tuple, or a dict, or a single value */
	size_t next;
};

static _Noreturn void
fail(struct render *render, const char *why)
{
	render_fail(render, MISTAKE_FORMAT, why);
}

static char
peek(const struct format *format)
{
	if (format->at >= format->text.length)
		fail(format->render, "incomplete format");
	return format->text.bytes[format->at];
}

static struct value
next_value(struct format *format)
{
	const struct value values = format->values;

	if (values.kind == VALUE_TUPLE) {
		if (format->next >= values.list->count)
			fail(format->render, "not enough arguments for format string");
		return values.list->items[format->next++];
	}
	if (format->next++)
		fail(format->render, "not enough arguments for format string");
	return values;
}

static struct value
keyed_value(struct format *format)
{
	const size_t start = ++format->at;

	if (format->values.kind != VALUE_DICT)
		fail(format->render, "format requires a mapping");
	while (peek(format) != ')') {
		if (peek(format) == '(')
			fail(format->render, "parentheses in a key");
		format->at++;
	}
	const struct value *value = dict_find(
		format->values.dict, value_string(format->text.bytes + start, format->at - start));

	format->at++;
	if (!value)
		fail(format->render, "key not found");
	return *value;
}

static int64_t
read_number(struct format *format, int64_t largest)
{
	int64_t number = 0;

	if (peek(format) == '*') {
		format->at++;
		number = value_index(format->render, next_value(format), "width");
		if (number < 0)
			fail(format->render, "a negative width is not supported");
	} else {
		for (; peek(format) >= '0' && peek(format) <= '9' && number <= largest;
			format->at++)
			number = number * 10 + (peek(format) - '0');
	}
	if (number > largest)
		fail(format->render, "width or precision too large");
	return number;
}

static void
read_conversion(struct format *format, struct conversion *conversion)
{
	for (;; format->at++) {
		const char flag = peek(format);

		if (flag == '-')
			conversion->left = true;
		else if (flag == '+')
			conversion->plus = true;
		else if (flag == ' ')
			conversion->space = true;
		else if (flag == '0')
			conversion->zero = true;
		else if (flag == '#')
			conversion->alternate = true;
		else
			break;
	}
	conversion->width = read_number(format, WIDTH_LARGEST);
	if (peek(format) == '.') {
		format->at++;
		conversion->precision = read_number(format, PRECISION_LARGEST);
	}
	if (strchr("hlL", peek(format)))
		format->at++;
	conversion->type = peek(format);
	format->at++;
}

static void
pad(struct text *text, char fill, int64_t count)
{
	if (count <= 0)
		return;
	text_reserve(text, (size_t)count);
	memset(text->bytes + text->length, fill, (size_t)count);
	text->length += (size_t)count;
	text->bytes[text->length] = '\0';
}

/* `digits` with its sign or prefix, padded to the width. */
static void
write_padded(struct text *text, const struct conversion *conversion, const char *prefix,
	struct value digits, bool number)
{
	const int64_t length =
		(int64_t)(strlen(prefix) + text_count_points(digits.bytes, digits.length));
	const int64_t missing = conversion->width > length ? conversion->width - length : 0;
	const bool zeros = number && conversion->zero && !conversion->left;

	if (!conversion->left && !zeros)
		pad(text, ' ', missing);
	text_append_string(text, prefix);
	if (zeros)
		pad(text, '0', missing);
	text_append(text, digits.bytes, digits.length);
	if (conversion->left)
		pad(text, ' ', missing);
}

static const char *
sign_of(const struct conversion *conversion, bool negative)
{
	return negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
}

static void
write_string_conversion(
	struct format *format, const struct conversion *conversion, struct value value)
{
	struct render *render = format->render;
	const size_t start = render->scratch.length;
	struct value string;

	if (conversion->type == 's') {
		string = value_to_string(render, value);
	} else {
		write_repr(render, &render->scratch, value);
		string = render_scratch(render, start);
	}
	if (conversion->precision >= 0)
		string.length = (uint32_t)unicode_offset(
			string.bytes, string.length, (size_t)conversion->precision);
	render_step_bytes(render, string.length);
	write_padded(&render->scratch, conversion, "", string, false);
}

static void
write_integer_conversion(
	struct format *format, const struct conversion *conversion, struct value value)
{
	struct render *render = format->render;
	char digits[80], prefix[8];
	const bool decimal = strchr("diu", conversion->type) != NULL;

	undefined_check(render, value);
	if (value.kind == VALUE_FLOAT && decimal && fabs(value.number) < 9e18)
		value = value_integer((int64_t)value.number);
	if (value.kind != VALUE_INTEGER && value.kind != VALUE_BOOLEAN)
		fail(render, "a number is required");
	if (conversion->precision >= 0)
		fail(render, "a precision for integers is not supported");
	const int64_t whole = value_whole(value);
	const unsigned long long size =
		whole < 0 ? -(unsigned long long)whole : (unsigned long long)whole;
	const char type = conversion->type;

	if (type == 'x')
		snprintf(digits, sizeof(digits), "%llx", size);
	else if (type == 'X')
		snprintf(digits, sizeof(digits), "%llX", size);
	else if (type == 'o')
		snprintf(digits, sizeof(digits), "%llo", size);
	else
		snprintf(digits, sizeof(digits), "%llu", size);
	snprintf(prefix, sizeof(prefix), "%s%s", sign_of(conversion, whole < 0),
		conversion->alternate && !decimal ? type == 'o'   ? "0o"
						    : type == 'x' ? "0x"
								  : "0X"
						  : "");
	write_padded(&render->scratch, conversion, prefix, value_text(digits), true);
}

static void
print_float(char *digits, size_t size, char type, bool alternate, int precision, double number)
{
	if (type == 'f' || type == 'F')
		snprintf(digits, size, alternate ? "%#.*f" : "%.*f", precision, number);
	else if (type == 'e')
		snprintf(digits, size, alternate ? "%#.*e" : "%.*e", precision, number);
	else if (type == 'E')
		snprintf(digits, size, alternate ? "%#.*E" : "%.*E", precision, number);
	else if (type == 'g')
		snprintf(digits, size, alternate ? "%#.*g" : "%.*g", precision, number);
	else
		snprintf(digits, size, alternate ? "%#.*G" : "%.*G", precision, number);
}

/*
 * The steps of printing a float: one for each digit, with "f" also for those in front of the point.
 */
static size_t
float_steps(const struct conversion *conversion, double number)
{
	int exponent = 0;

	if (strchr("fF", conversion->type))
		(void)frexp(number, &exponent);
	return FLOAT_STEPS + (conversion->precision > 0 ? 2 * (size_t)conversion->precision : 0) +
	       (exponent > 0 ? (size_t)exponent / 2 : 0);
}

static void
write_float_conversion(
	struct format *format, const struct conversion *conversion, struct value value)
{
	struct render *render = format->render;
	char digits[PRECISION_LARGEST + 400];

	undefined_check(render, value);
	if (!value_is_number(value))
		fail(render, "a number is required");
	const double number = value_number(value);

	if (!isfinite(number))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	render_step(render, float_steps(conversion, number));
	print_float(digits, sizeof(digits), conversion->type, conversion->alternate,
		conversion->precision < 0 ? 6 : (int)conversion->precision, fabs(number));
	write_padded(&render->scratch, conversion, sign_of(conversion, signbit(number) != 0),
		value_text(digits), true);
}

static void
write_character(struct format *format, const struct conversion *conversion, struct value value)
{
	struct text *text = &format->render->scratch;

	if (value.kind == VALUE_STRING && text_count_points(value.bytes, value.length) == 1) {
		write_padded(text, conversion, "", value, false);
		return;
	}
	if (value.kind != VALUE_INTEGER || value.integer < 0 || value.integer > 0x10FFFF ||
		(value.integer >= 0xD800 && value.integer < 0xE000))
		fail(format->render, "%c requires an integer or a character");
	const size_t start = text->length;

	text_append_code_point(text, (uint32_t)value.integer);
	write_padded(text, conversion, "", render_scratch(format->render, start), false);
}

static void
write_conversion(struct format *format)
{
	struct conversion conversion = {.precision = -1};
	struct value value = {.kind = VALUE_MISSING};

	render_step(format->render, CONVERSION_STEPS);

	if (peek(format) == '(')
		value = keyed_value(format);
	read_conversion(format, &conversion);
	if (conversion.type == '%') {
		text_append_character(&format->render->scratch, '%');
		return;
	}
	if (!conversion.type || !strchr("sradiuoxXeEfFgGc", conversion.type))
		fail(format->render, "unsupported format character");
	if (value.kind == VALUE_MISSING)
		value = next_value(format);
	if (conversion.type == 'a')
		fail(format->render, "%a is not supported");
	if (strchr("sr", conversion.type))
		write_string_conversion(format, &conversion, value);
	else if (strchr("diuoxX", conversion.type))
		write_integer_conversion(format, &conversion, value);
	else if (conversion.type == 'c')
		write_character(format, &conversion, value);
	else
		write_float_conversion(format, &conversion, value);
}

struct value
format_percent(struct render *render, struct value text, struct value values)
{
	struct format format = {render, text, 0, values, 0};
	const size_t start = render->scratch.length;

	render_step_characters(render, text.length);
	while (format.at < text.length) {
		const char *sign = memchr(text.bytes + format.at, '%', text.length - format.at);
		const size_t end = sign ? (size_t)(sign - text.bytes) : text.length;

		text_append(&render->scratch, text.bytes + format.at, end - format.at);
		format.at = end + 1;
		if (sign)
			write_conversion(&format);
		if (render->scratch.length - start > OUTPUT_LARGEST)
			render_fail(render, MISTAKE_STRING_LARGE);
	}
	const bool all = values.kind == VALUE_TUPLE
				 ? format.next >= values.list->count
				 : values.kind == VALUE_DICT || values.kind == VALUE_LIST ||
					   values.kind == VALUE_RANGE ||
					   values.kind == VALUE_UNDEFINED || format.next > 0;

	if (!all)
		fail(render, "not all arguments converted");
	return render_scratch(render, start);
}

/*
 * The value of a field of str.format, which is empty, a number or a word. Attributes are not
 * supported.
 */
static struct value
field_value(struct format *format, struct value name, const struct arguments *arguments)
{
	size_t number = 0;

	for (size_t i = 0; i < name.length; i++) {
		if (name.bytes[i] < '0' || name.bytes[i] > '9' || i > 6) {
			for (size_t j = 0; j < arguments->named_count; j++)
				if (text_equal(arguments->named[j].name, arguments->named[j].length,
					    name.bytes, name.length))
					return arguments->named[j].value;
			fail(format->render, "no such field, or one that is not supported");
		}
		number = number * 10 + (size_t)(name.bytes[i] - '0');
	}
	/* Fields with and without numbers cannot be mixed. */
	if (format->at && ((format->next == SIZE_MAX) != (name.length > 0)) &&
		format->next != SIZE_MAX - 1)
		fail(format->render, "fields with and without numbers");
	if (!name.length)
		number = format->next == SIZE_MAX - 1 ? 0 : format->next;
	format->next = name.length ? SIZE_MAX : number + 1;
	if (number >= arguments->count)
		fail(format->render, "not enough arguments");
	return arguments->positional[number];
}

static void
write_field(struct format *format, struct value field, const struct arguments *arguments)
{
	struct conversion conversion = {.precision = -1, .type = 's'};

	render_step(format->render, CONVERSION_STEPS + arguments->named_count);
	const char *colon = memchr(field.bytes, ':', field.length),
		   *mark = memchr(field.bytes, '!', field.length);

	if (colon && colon + 1 < field.bytes + field.length)
		fail(format->render, "format specifications are not supported");
	if (colon)
		field.length = (uint32_t)(colon - field.bytes);
	if (mark && mark < field.bytes + field.length) {
		if (mark + 2 != field.bytes + field.length || (mark[1] != 's' && mark[1] != 'r'))
			fail(format->render, "unsupported conversion");
		conversion.type = mark[1];
		field.length = (uint32_t)(mark - field.bytes);
	}
	struct value value = field_value(format, field, arguments);

	if (value.kind == VALUE_UNDEFINED && conversion.type == 's')
		undefined_check_strict(format->render, value);
	write_string_conversion(format, &conversion, value);
}

struct value
format_braces(struct render *render, struct value text, const struct arguments *arguments)
{
	struct format format = {render, text, 1, value_none(), SIZE_MAX - 1};
	const size_t start = render->scratch.length;

	render_step_characters(render, text.length);
	for (size_t i = 0; i < text.length; i++) {
		const char character = text.bytes[i];

		if (character != '{' && character != '}') {
			text_append_character(&render->scratch, character);
			continue;
		}
		if (i + 1 < text.length && text.bytes[i + 1] == character) {
			text_append_character(&render->scratch, character);
			i++;
			continue;
		}
		const char *close =
			character == '{' ? memchr(text.bytes + i, '}', text.length - i) : NULL;

		if (!close)
			fail(render, "single brace");
		const size_t end = (size_t)(close - text.bytes);

		if (memchr(text.bytes + i + 1, '{', end - i - 1) ||
			memchr(text.bytes + i + 1, '[', end - i - 1))
			fail(render, "nested fields are not supported");
		write_field(&format, value_string(text.bytes + i + 1, end - i - 1), arguments);
		i = end;
		if (render->scratch.length - start > OUTPUT_LARGEST)
			render_fail(render, MISTAKE_STRING_LARGE);
	}
	return render_scratch(render, start);
}
