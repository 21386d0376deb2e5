#include "jinja/library/tests.h"

#include <string.h>

#include "jinja/library/library.h"
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
#include "support/banned.h"

#define TEST(name, condition)                                                                      \
	static struct value test_##name(                                                           \
		struct render *render, struct value subject, const struct value *arguments)        \
	{                                                                                          \
		(void)render;                                                                      \
		(void)arguments;                                                                   \
		return value_boolean(condition);                                                   \
	}

TEST(boolean, subject.kind == VALUE_BOOLEAN)
TEST(callable, subject.kind == VALUE_MACRO || subject.kind == VALUE_FUNCTION ||
		       subject.kind == VALUE_METHOD || subject.kind == VALUE_UNDEFINED ||
		       subject.kind == VALUE_JOINER || subject.kind == VALUE_BLOCK ||
		       subject.kind == VALUE_LOOP)
TEST(defined, subject.kind != VALUE_UNDEFINED)
TEST(undefined, subject.kind == VALUE_UNDEFINED)
TEST(false, subject.kind == VALUE_BOOLEAN && !subject.boolean)
TEST(true, subject.kind == VALUE_BOOLEAN && subject.boolean)
TEST(float, subject.kind == VALUE_FLOAT)
TEST(integer, subject.kind == VALUE_INTEGER)
TEST(mapping, subject.kind == VALUE_DICT)
TEST(none, subject.kind == VALUE_NONE)
TEST(number, value_is_number(subject))
TEST(string, subject.kind == VALUE_STRING || subject.kind == VALUE_MARKUP)

static struct value
test_iterable(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	undefined_check_strict(render, subject);
	return value_boolean(subject.kind == VALUE_UNDEFINED ||
			     (subject.kind >= VALUE_STRING && subject.kind <= VALUE_ITERATOR) ||
			     subject.kind == VALUE_MARKUP || subject.kind == VALUE_LOOP);
}

static struct value
test_sequence(struct render *render, struct value subject, const struct value *arguments)
{
	(void)render;
	(void)arguments;
	if (subject.kind == VALUE_UNDEFINED)
		return value_boolean(subject.undefined->lenient);
	return value_boolean((subject.kind >= VALUE_STRING && subject.kind <= VALUE_RANGE) ||
			     subject.kind == VALUE_MARKUP);
}

/* Whether the text has a letter with case, and none of the other case. */
static bool
has_case(struct render *render, struct value subject, bool lower)
{
	const struct value text = value_to_string(render, subject);
	bool found = false;
	size_t size;

	render_step(render, text.length);
	for (size_t i = 0; i < text.length; i += size) {
		const uint32_t point = unicode_point(text.bytes + i, &size);
		const bool is_lower = unicode_to_upper(point) != point,
			   is_upper = unicode_to_lower(point) != point;

		if (unicode_is_odd(point))
			render_fail(render, MISTAKE_CASE, (unsigned)point);
		if (lower ? is_upper : is_lower)
			return false;
		found = found || is_lower || is_upper;
	}
	return found;
}

TEST(lower, has_case(render, subject, true))
TEST(upper, has_case(render, subject, false))

/* Whether the subject is the name of a filter, or of a test. */
static bool
is_name_of(struct render *render, struct value subject, bool filter)
{
	const char *name;

	undefined_check_strict(render, subject);
	if (subject.kind != VALUE_UNDEFINED && !value_can_be_key(render, subject))
		value_fail_unhashable(render, subject);
	if (subject.kind != VALUE_STRING)
		return false;
	name = render_string(render, subject.bytes, subject.length).bytes;
	return (filter ? library_filter(name) : library_test(name)) ||
	       library_refuses(name, filter);
}

TEST(filter, is_name_of(render, subject, true))
TEST(test, is_name_of(render, subject, false))

const struct builtin tests_of_kind[] = {
	{"boolean", .run = test_boolean},
	{"callable", .run = test_callable},
	{"defined", .run = test_defined},
	{"undefined", .run = test_undefined},
	{"false", .run = test_false},
	{"true", .run = test_true},
	{"float", .run = test_float},
	{"integer", .run = test_integer},
	{"mapping", .run = test_mapping},
	{"none", .run = test_none},
	{"number", .run = test_number},
	{"string", .run = test_string},
	{"iterable", .run = test_iterable},
	{"sequence", .run = test_sequence},
	{"lower", .run = test_lower},
	{"upper", .run = test_upper},
	{"filter", .run = test_filter},
	{"test", .run = test_test},
	{NULL, .run = NULL},
};

static struct value
modulo(struct render *render, struct value left, struct value right)
{
	return operate(render, EXPRESSION_MODULO, left, right);
}

TEST(divisibleby, value_equal(render, modulo(render, subject, arguments[0]), value_integer(0)))
TEST(even, value_equal(render, modulo(render, subject, value_integer(2)), value_integer(0)))
TEST(odd, value_equal(render, modulo(render, subject, value_integer(2)), value_integer(1)))
TEST(eq, value_equal(render, subject, arguments[0]))
TEST(ne, !value_equal(render, subject, arguments[0]))
TEST(lt, value_order(render, subject, arguments[0], "<") == -1)
TEST(le, value_order(render, subject, arguments[0], "<=") < 1)
TEST(gt, value_order(render, subject, arguments[0], ">") == 1)
static bool
is_at_least(struct render *render, struct value left, struct value right)
{
	const int order = value_order(render, left, right, ">=");

	return order == 0 || order == 1;
}

TEST(ge, is_at_least(render, subject, arguments[0]))
TEST(in, value_contains(render, arguments[0], subject))

/* Which equal numbers and strings are one object depends on the implementation of Python. */
static struct value
test_sameas(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value other = arguments[0];
	const bool small =
		subject.kind == VALUE_INTEGER && subject.integer >= -5 && subject.integer <= 256;

	if (subject.kind == other.kind && !small &&
		(subject.kind == VALUE_INTEGER || subject.kind == VALUE_FLOAT ||
			subject.kind == VALUE_STRING || subject.kind == VALUE_TUPLE) &&
		value_equal(render, subject, other))
		render_fail(render, MISTAKE_SAMEAS, value_type_name(subject));
	return value_boolean(value_identical(subject, other));
}

#define OPERATOR(name, run_test)                                                                   \
	{                                                                                          \
		name, .run = (run_test), .parameters = {{"b", NO_DEFAULT}}, .positional = true     \
	}

const struct builtin tests_of_value[] = {
	{"divisibleby", .run = test_divisibleby, .parameters = {{"num", NO_DEFAULT}}},
	{"even", .run = test_even},
	{"odd", .run = test_odd},
	{"in", .run = test_in, .parameters = {{"seq", NO_DEFAULT}}},
	{"sameas", .run = test_sameas, .parameters = {{"other", NO_DEFAULT}}},
	OPERATOR("eq", test_eq),
	OPERATOR("==", test_eq),
	OPERATOR("equalto", test_eq),
	OPERATOR("ne", test_ne),
	OPERATOR("!=", test_ne),
	OPERATOR("lt", test_lt),
	OPERATOR("<", test_lt),
	OPERATOR("lessthan", test_lt),
	OPERATOR("le", test_le),
	OPERATOR("<=", test_le),
	OPERATOR("gt", test_gt),
	OPERATOR(">", test_gt),
	OPERATOR("greaterthan", test_gt),
	OPERATOR("ge", test_ge),
	OPERATOR(">=", test_ge),
	{NULL, .run = NULL},
};
