#include "jinja/object/operate.h"

#include <math.h>
#include <string.h>

#include "jinja/object/format.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static const char *const symbols[EXPRESSION_KINDS] = {
	[EXPRESSION_ADD] = "+",
	[EXPRESSION_SUBTRACT] = "-",
	[EXPRESSION_MULTIPLY] = "*",
	[EXPRESSION_DIVIDE] = "/",
	[EXPRESSION_FLOOR_DIVIDE] = "//",
	[EXPRESSION_MODULO] = "%",
	[EXPRESSION_POWER] = "**",
};

static struct value
integer_or_fail(struct render *render, bool overflow, int64_t integer)
{
	if (overflow)
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return value_integer(integer);
}

static struct value
float_or_fail(struct render *render, double number)
{
	if (!isfinite(number))
		render_fail(render, MISTAKE_FLOAT_LARGE);
	return value_float(number);
}

static struct value
power_of_integers(struct render *render, int64_t base, int64_t exponent)
{
	int64_t result = 1;
	bool overflow = false;

	if (exponent < 0) {
		if (base == 0)
			render_fail(render, MISTAKE_DIVISION);
		return float_or_fail(render, pow((double)base, (double)exponent));
	}
	if (base == 0 || base == 1)
		return value_integer(exponent == 0 ? 1 : base);
	if (base == -1)
		return value_integer(exponent % 2 ? -1 : 1);
	for (; exponent > 0 && !overflow; exponent--)
		overflow = __builtin_mul_overflow(result, base, &result);
	return integer_or_fail(render, overflow, result);
}

/* Quotient and remainder of Python round towards negative infinity. */
static struct value
divide_integers(struct render *render, enum expression_kind kind, int64_t left, int64_t right)
{
	if (right == 0)
		render_fail(render, MISTAKE_DIVISION);
	if (left == INT64_MIN && right == -1)
		return kind == EXPRESSION_MODULO ? value_integer(0)
						 : integer_or_fail(render, true, 0);
	int64_t quotient = left / right, rest = left % right;

	if (rest != 0 && (rest < 0) != (right < 0)) {
		quotient--;
		rest += right;
	}
	return value_integer(kind == EXPRESSION_MODULO ? rest : quotient);
}

/* Python divides integers exactly before it rounds; doubles hold those up to 2**53. */
static struct value
true_divide(struct render *render, int64_t left, int64_t right)
{
	const int64_t exact = INT64_C(1) << 53;

	if (right == 0)
		render_fail(render, MISTAKE_DIVISION);
	if (left <= exact && left >= -exact && right <= exact && right >= -exact)
		return value_float((double)left / (double)right);
	/* 64 bits do not hold the lowest integer divided by -1, and the processor traps. */
	if (right == -1)
		return value_float(-(double)left);
	const int64_t quotient = left / right;

	if (quotient * right == left)
		return value_float((double)quotient);
	render_fail(render, MISTAKE_INTEGER_LARGE);
}

static struct value
operate_integers(struct render *render, enum expression_kind kind, int64_t left, int64_t right)
{
	int64_t result = 0;
	bool overflow = false;

	if (kind == EXPRESSION_ADD)
		overflow = __builtin_add_overflow(left, right, &result);
	if (kind == EXPRESSION_SUBTRACT)
		overflow = __builtin_sub_overflow(left, right, &result);
	if (kind == EXPRESSION_MULTIPLY)
		overflow = __builtin_mul_overflow(left, right, &result);
	if (kind == EXPRESSION_POWER)
		return power_of_integers(render, left, right);
	if (kind == EXPRESSION_DIVIDE)
		return true_divide(render, left, right);
	if (kind == EXPRESSION_FLOOR_DIVIDE || kind == EXPRESSION_MODULO)
		return divide_integers(render, kind, left, right);
	return integer_or_fail(render, overflow, result);
}

enum { REMAINDER_STEPS = 50 }; /* of floats whose exponents may be far apart */

/* CPython's float_divmod: the quotient is made whole from the remainder. */
static struct value
divide_floats(struct render *render, enum expression_kind kind, double left, double right)
{
	render_step(render, REMAINDER_STEPS);
	double rest = fmod(left, right);
	double quotient = (left - rest) / right;

	if (rest != 0) {
		if ((right < 0) != (rest < 0)) {
			rest += right;
			quotient -= 1;
		}
	} else {
		rest = copysign(0, right);
	}
	if (kind == EXPRESSION_MODULO)
		return float_or_fail(render, rest);
	if (quotient == 0)
		return value_float(copysign(0, left / right));
	double whole = floor(quotient);

	if (quotient - whole > 0.5)
		whole += 1;
	return float_or_fail(render, whole);
}

static struct value
operate_floats(struct render *render, enum expression_kind kind, double left, double right)
{
	const bool divides = kind == EXPRESSION_DIVIDE || kind == EXPRESSION_FLOOR_DIVIDE ||
			     kind == EXPRESSION_MODULO;

	if (divides && right == 0)
		render_fail(render, MISTAKE_DIVISION);
	if (kind == EXPRESSION_ADD)
		return float_or_fail(render, left + right);
	if (kind == EXPRESSION_SUBTRACT)
		return float_or_fail(render, left - right);
	if (kind == EXPRESSION_MULTIPLY)
		return float_or_fail(render, left * right);
	if (kind == EXPRESSION_DIVIDE)
		return float_or_fail(render, left / right);
	if (kind == EXPRESSION_POWER)
		return float_or_fail(render, pow(left, right));
	return divide_floats(render, kind, left, right);
}

static struct value
repeat_string(struct render *render, struct value string, int64_t times)
{
	if (times <= 0 || !string.length)
		return value_string("", 0);
	if (times > OUTPUT_LARGEST / (int64_t)string.length)
		render_fail(render, MISTAKE_STRING_LARGE);
	const size_t length = string.length * (size_t)times;

	render_step_bytes(render, length);
	char *bytes = render_allocate(render, length + 1);

	memcpy(bytes, string.bytes, string.length);
	for (size_t done = string.length; done < length; done *= 2)
		memcpy(bytes + done, bytes, done < length - done ? done : length - done);
	return value_string(bytes, length);
}

static struct value
repeat_list(struct render *render, struct value list, int64_t times)
{
	const size_t count = list.list->count;

	if (times < 0 || !count)
		times = 0;
	if (times && (size_t)times > render->heap.limit / sizeof(struct value) / count)
		render->heap.full(render->heap.data);
	render_step(render, count * (size_t)times);
	struct list *result = list_new(&render->heap, count * (size_t)times);

	for (int64_t i = 0; i < times; i++)
		for (size_t j = 0; j < count; j++)
			result->items[result->count++] = list.list->items[j];
	return (struct value){.kind = list.kind, .list = result};
}

static bool
is_list(struct value value)
{
	return value.kind == VALUE_LIST || value.kind == VALUE_TUPLE;
}

static struct value
add_lists(struct render *render, struct value left, struct value right)
{
	render_step(render, (left.list->count + right.list->count) / 4);
	struct list *list = list_new(&render->heap, left.list->count + right.list->count);

	for (size_t i = 0; i < left.list->count; i++)
		list->items[list->count++] = left.list->items[i];
	for (size_t i = 0; i < right.list->count; i++)
		list->items[list->count++] = right.list->items[i];
	return (struct value){.kind = left.kind, .list = list};
}

static struct value
add_strings(struct render *render, struct value left, struct value right)
{
	const size_t length = (size_t)left.length + right.length;

	if (length > OUTPUT_LARGEST)
		render_fail(render, MISTAKE_STRING_LARGE);
	render_step_bytes(render, length);
	char *bytes = render_allocate(render, length + 1);

	memcpy(bytes, left.bytes, left.length);
	memcpy(bytes + left.length, right.bytes, right.length);
	return value_string(bytes, length);
}

static bool
is_whole(struct value value)
{
	return value.kind == VALUE_INTEGER || value.kind == VALUE_BOOLEAN;
}

static struct value
multiply_sequence(struct render *render, struct value left, struct value right)
{
	const struct value sequence = is_whole(left) ? right : left;
	const int64_t times = value_whole(is_whole(left) ? left : right);

	return sequence.kind == VALUE_STRING ? repeat_string(render, sequence, times)
					     : repeat_list(render, sequence, times);
}

struct value
operate(struct render *render, enum expression_kind kind, struct value left, struct value right)
{
	if (is_whole(left) && is_whole(right))
		return operate_integers(render, kind, value_whole(left), value_whole(right));
	if (value_is_number(left) && value_is_number(right))
		return operate_floats(render, kind, value_number(left), value_number(right));
	if (kind == EXPRESSION_MODULO && left.kind == VALUE_STRING)
		return format_percent(render, left, right);
	undefined_check(render, left);
	undefined_check(render, right);
	if (kind == EXPRESSION_ADD && left.kind == VALUE_STRING && right.kind == VALUE_STRING)
		return add_strings(render, left, right);
	if (kind == EXPRESSION_ADD && left.kind == right.kind && is_list(left))
		return add_lists(render, left, right);
	if (kind == EXPRESSION_MULTIPLY && (is_whole(left) || is_whole(right)) &&
		(left.kind == VALUE_STRING || right.kind == VALUE_STRING || is_list(left) ||
			is_list(right)))
		return multiply_sequence(render, left, right);
	if (left.kind == VALUE_DICT || left.kind == VALUE_VIEW)
		render_fail(render, MISTAKE_OPERATION_REFUSED, symbols[kind], value_type_name(left),
			value_type_name(right));
	render_fail(render, MISTAKE_OPERATION, symbols[kind], value_type_name(left),
		value_type_name(right));
}

struct value
operate_negative(struct render *render, struct value value)
{
	undefined_check(render, value);
	if (value.kind == VALUE_FLOAT)
		return value_float(-value.number);
	if (!is_whole(value))
		render_fail(render, MISTAKE_UNARY, "-", value_type_name(value));
	if (value_whole(value) == INT64_MIN)
		render_fail(render, MISTAKE_INTEGER_LARGE);
	return value_integer(-value_whole(value));
}

struct value
operate_positive(struct render *render, struct value value)
{
	undefined_check(render, value);
	if (value.kind == VALUE_FLOAT)
		return value;
	if (!is_whole(value))
		render_fail(render, MISTAKE_UNARY, "+", value_type_name(value));
	return value_integer(value_whole(value));
}
