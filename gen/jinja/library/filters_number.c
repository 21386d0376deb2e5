#include "jinja/library/filters_number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/object/builtin.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/operate.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

/* What reading or writing a number takes. */
enum { NUMBER_STEPS = 300 };

static struct value
filter_abs(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	undefined_check(render, subject);
	if (subject.kind == VALUE_FLOAT)
		return value_float(fabs(subject.number));
	if (!value_is_number(subject))
		render_fail(render, MISTAKE_NOT_NUMBER, "abs", value_type_name(subject));
	return value_whole(subject) < 0 ? operate_negative(render, subject)
					: operate_positive(render, subject);
}

/* The digits of a number as Python reads it: trimmed, single underscores between digits dropped. */
static bool
plain_digits(struct value text, char *digits, size_t room)
{
	const size_t start = unicode_space_length(text.bytes, text.length);
	const size_t end = unicode_trimmed_length(text.bytes, text.length);
	size_t count = 0;

	for (size_t i = start; i < end; i++) {
		const char character = text.bytes[i];

		if (character == '_') {
			if (i == start || i + 1 >= end || text.bytes[i - 1] == '_' ||
				!unicode_is_word((unsigned char)text.bytes[i - 1]) ||
				!unicode_is_word((unsigned char)text.bytes[i + 1]))
				return false;
			continue;
		}
		if (count + 1 >= room || !character)
			return false;
		digits[count++] = character;
	}
	digits[count] = '\0';
	return count > 0;
}

/* Whether the text has digits that Python's int() and float() read, but these functions do not. */
static void
refuse_foreign_digits(struct render *render, struct value text)
{
	render_step(render, NUMBER_STEPS / 6 + text.length / 64);
	if (text_count_points(text.bytes, text.length) != text.length)
		render_fail(render, MISTAKE_REFUSED, "a number beyond ASCII");
	if (text.length > 300)
		render_fail(render, MISTAKE_INTEGER_LARGE);
}

static bool
parse_integer(struct render *render, struct value text, int64_t base, int64_t *result)
{
	char digits[320], *rest;
	size_t at;

	refuse_foreign_digits(render, text);
	if (base != 0 && (base < 2 || base > 36))
		return false;
	if (!plain_digits(text, digits, sizeof(digits)))
		return false;
	at = digits[0] == '-' || digits[0] == '+';
	const char letter = digits[at] == '0' ? (char)(digits[at + 1] | 0x20) : '\0';
	const int64_t prefix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;

	if (prefix && (base == 0 || base == prefix)) {
		memmove(digits + at, digits + at + 2, strlen(digits + at + 2) + 1);
		base = prefix;
	} else if (base == 0) {
		if (digits[at] == '0' && strspn(digits + at, "0") != strlen(digits + at))
			return false;
		base = 10;
	}
	if (!unicode_is_word((unsigned char)digits[at]) ||
		(base == 16 && (digits[at + 1] | 0x20) == 'x'))
		return false;
	errno = 0;
	*result = strtoll(digits, &rest, (int)base);
	if (*rest)
		return false;
	if (errno)
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return true;
}

static bool
parse_float(struct render *render, struct value text, double *result)
{
	char digits[320], *rest;

	refuse_foreign_digits(render, text);
	if (!plain_digits(text, digits, sizeof(digits)) || strpbrk(digits, "xXpP("))
		return false;
	*result = strtod(digits, &rest);
	return !*rest && !unicode_is_space((unsigned char)digits[0]);
}

static struct value
whole_of_float(struct render *render, double number)
{
	if (!(fabs(number) < 9.2e18))
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return value_integer((int64_t)number);
}

static struct value
filter_int(struct render *render, struct value subject, const struct value *arguments)
{
	int64_t whole;
	double number;

	undefined_check(render, subject);
	if (subject.kind == VALUE_BOOLEAN || subject.kind == VALUE_INTEGER)
		return value_integer(value_whole(subject));
	if (subject.kind == VALUE_FLOAT) {
		if (isnan(subject.number))
			return arguments[0];
		return whole_of_float(render, subject.number);
	}
	if (subject.kind != VALUE_STRING)
		return arguments[0];
	if (parse_integer(render, subject, value_index(render, arguments[1], "base"), &whole))
		return value_integer(whole);
	if (parse_float(render, subject, &number) && !isnan(number))
		return whole_of_float(render, number);
	return arguments[0];
}

static struct value
filter_float(struct render *render, struct value subject, const struct value *arguments)
{
	double number;

	undefined_check(render, subject);
	if (value_is_number(subject))
		return value_float(value_number(subject));
	if (subject.kind != VALUE_STRING || !parse_float(render, subject, &number))
		return arguments[0];
	if (!isfinite(number))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	return value_float(number);
}

/* `number` rounded to 10 to the power of `left`, half to even. */
static double
round_whole_digits(double number, int64_t left)
{
	char digits[64];

	if (number == 0 || left > 308)
		return 0.0 * number;
	snprintf(digits, sizeof(digits), "%.40e", number);
	const int64_t power = strtol(strchr(digits, 'e') + 1, NULL, 10);

	if (power >= left) {
		snprintf(digits, sizeof(digits), "%.*e",
			(int)(power - left > 40 ? 40 : power - left), number);
		return strtod(digits, NULL);
	}
	snprintf(digits, sizeof(digits), "5e%lld", (long long)left - 1);
	if (power < left - 1 || fabs(number) <= strtod(digits, NULL))
		return 0.0 * number;
	snprintf(digits, sizeof(digits), "%s1e%lld", number < 0 ? "-" : "", (long long)left);
	return strtod(digits, NULL);
}

/* round(): half to even on the exact value of the double, as printf rounds. */
static double
round_digits(double number, int64_t precision)
{
	char digits[700];

	if (precision > 300)
		return number;
	if (precision < 0)
		return round_whole_digits(number, -precision);
	snprintf(digits, sizeof(digits), "%.*f", (int)precision, number);
	return strtod(digits, NULL);
}

/* round() of an integer to 10 to the power of `left`, half to even. */
static int64_t
round_integer(struct render *render, int64_t integer, int64_t left)
{
	uint64_t unit = 1;
	const uint64_t size = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;

	for (; left > 0 && unit <= UINT64_MAX / 10; left--)
		unit *= 10;
	if (left > 0)
		return 0;
	uint64_t times = size / unit, rest = size % unit;

	times += rest > unit - rest || (rest == unit - rest && times % 2);
	if (times && times > (uint64_t)INT64_MAX / unit)
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return integer < 0 ? -(int64_t)(times * unit) : (int64_t)(times * unit);
}

/* What the digits in front of the point take that are printed to round a float. */
static size_t
whole_digit_steps(double number)
{
	int exponent;

	(void)frexp(number, &exponent);
	return exponent > 0 ? (size_t)exponent / 2 : 0;
}

static struct value
round_common(struct render *render, struct value subject, int64_t precision)
{
	if (subject.kind != VALUE_FLOAT)
		return value_integer(round_integer(render, value_whole(subject), -precision));
	if (!isfinite(subject.number))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	render_step(render, whole_digit_steps(subject.number));
	const double rounded = round_digits(subject.number, precision);

	if (!isfinite(rounded))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	return value_float(rounded);
}

static struct value
filter_round(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value method = arguments[1];

	render_step(render, NUMBER_STEPS);
	const int64_t precision = value_index(render, arguments[0], "precision");

	undefined_check(render, subject);
	if (!value_is_word(method, "common") && !value_is_word(method, "ceil") &&
		!value_is_word(method, "floor"))
		render_fail(render, MISTAKE_VALUE, "round", value_for_message(render, method));
	if (!value_is_number(subject))
		render_fail(render, MISTAKE_NOT_NUMBER, "round", value_type_name(subject));
	if (value_is_word(method, "common"))
		return round_common(render, subject, precision);
	const struct value scale =
		operate(render, EXPRESSION_POWER, value_integer(10), value_integer(precision));
	const struct value scaled = operate(render, EXPRESSION_MULTIPLY, subject, scale);
	struct value whole = scaled;

	if (scaled.kind == VALUE_FLOAT)
		whole = whole_of_float(render,
			value_is_word(method, "ceil") ? ceil(scaled.number) : floor(scaled.number));
	return operate(render, EXPRESSION_DIVIDE, whole, scale);
}

static struct value
filter_filesizeformat(struct render *render, struct value subject, const struct value *arguments)
{
	static const char *const prefixes[] = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
	static const char *const binary_prefixes[] = {
		"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
	const bool binary = value_truth(render, arguments[0]);

	render_step(render, NUMBER_STEPS);
	const double base = binary ? 1024 : 1000;
	const size_t start = render->scratch.length;
	double bytes, unit = base;
	size_t i = 0;

	undefined_check(render, subject);
	if (value_is_number(subject))
		bytes = value_number(subject);
	else if (subject.kind != VALUE_STRING || !parse_float(render, subject, &bytes))
		render_fail(render, MISTAKE_NOT_NUMBER, "filesizeformat", value_type_name(subject));
	if (!isfinite(bytes))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	if (bytes == 1)
		return value_string("1 Byte", 6);
	if (bytes < base) {
		text_format(&render->scratch, "%lld Bytes",
			(long long)whole_of_float(render, bytes).integer);
		return render_scratch(render, start);
	}
	for (; i < 8; i++) {
		unit *= base;
		if (bytes < unit || i == 7)
			break;
	}
	text_format(&render->scratch, "%.1f %s", base * bytes / unit,
		binary ? binary_prefixes[i] : prefixes[i]);
	return render_scratch(render, start);
}

const struct builtin filters_of_numbers[] = {
	{"abs", .run = filter_abs},
	{"int", .run = filter_int,
		.parameters = {{"default", DEFAULT_INTEGER(0)}, {"base", DEFAULT_INTEGER(10)}}},
	{"float", .run = filter_float, .parameters = {{"default", DEFAULT_FLOAT(0)}}},
	{"round", .run = filter_round,
		.parameters = {{"precision", DEFAULT_INTEGER(0)},
			{"method", DEFAULT_STRING("common")}}},
	{"filesizeformat", .run = filter_filesizeformat,
		.parameters = {{"binary", DEFAULT_BOOLEAN(false)}}},
	{NULL, .run = NULL},
};
