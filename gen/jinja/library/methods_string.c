#include "jinja/library/methods_string.h"

#include <string.h>

#include "jinja/library/library.h"
#include "jinja/library/mistakes.h"
#include "jinja/library/strings.h"
#include "jinja/object/builtin.h"
#include "jinja/object/format.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/operate.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

static struct value
need(struct render *render, struct value value, const char *method)
{
	undefined_check(render, value);
	if (value.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, method, value_type_name(value));
	return value;
}

#define CASE_METHOD(name, letter_case)                                                             \
	static struct value string_##name(                                                         \
		struct render *render, struct value subject, const struct value *arguments)        \
	{                                                                                          \
		(void)arguments;                                                                   \
		return string_map_case(render, subject, letter_case);                              \
	}

CASE_METHOD(upper, CASE_UPPER)
CASE_METHOD(lower, CASE_LOWER)
CASE_METHOD(capitalize, CASE_CAPITAL)
CASE_METHOD(title, CASE_TITLE)
CASE_METHOD(swapcase, CASE_SWAPPED)

static struct value
method_strip(struct render *render, struct value subject, const struct value *arguments)
{
	return string_strip(render, subject, arguments[0], true, true);
}

static struct value
method_lstrip(struct render *render, struct value subject, const struct value *arguments)
{
	return string_strip(render, subject, arguments[0], true, false);
}

static struct value
method_rstrip(struct render *render, struct value subject, const struct value *arguments)
{
	return string_strip(render, subject, arguments[0], false, true);
}

static struct value
justify(struct render *render, struct value subject, const struct value *arguments,
	enum justify how)
{
	return string_justify(render, subject, value_index(render, arguments[0], "width"),
		need(render, arguments[1], "fill"), how);
}

static struct value
method_center(struct render *render, struct value subject, const struct value *arguments)
{
	return justify(render, subject, arguments, JUSTIFY_CENTER);
}

static struct value
method_ljust(struct render *render, struct value subject, const struct value *arguments)
{
	return justify(render, subject, arguments, JUSTIFY_LEFT);
}

static struct value
method_rjust(struct render *render, struct value subject, const struct value *arguments)
{
	return justify(render, subject, arguments, JUSTIFY_RIGHT);
}

static struct value
method_zfill(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t width = value_index(render, arguments[0], "zfill");
	const bool sign = subject.length && (subject.bytes[0] == '-' || subject.bytes[0] == '+');
	const struct value digits = value_string(subject.bytes + sign, subject.length - sign);
	const struct value filled =
		string_justify(render, digits, width - sign, value_string("0", 1), JUSTIFY_RIGHT);

	return sign ? operate(render, EXPRESSION_ADD, value_string(subject.bytes, 1), filled)
		    : filled;
}

static struct value
method_replace(struct render *render, struct value subject, const struct value *arguments)
{
	return string_replace(render, subject, need(render, arguments[0], "replace"),
		need(render, arguments[1], "replace"), value_index(render, arguments[2], "count"));
}

struct search_range {
	size_t from, to;
};

static int64_t
bound(struct render *render, struct value value, int64_t otherwise, int64_t length)
{
	int64_t index = value.kind == VALUE_NONE ? otherwise : value_index(render, value, "index");

	if (index < 0)
		index += length;
	return index < 0 ? 0 : index;
}

/* The offsets of the part between two indices; false if it starts behind the end of the string. */
static bool
find_window(struct render *render, struct value subject, const struct value *bounds,
	struct search_range *window)
{
	render_step_bytes(render, subject.length);
	const int64_t length = (int64_t)text_count_points(subject.bytes, subject.length);
	const int64_t start = bound(render, bounds[0], 0, length);
	int64_t end = bound(render, bounds[1], length, length);

	if (end > length)
		end = length;
	if (start > end)
		return false;
	*window = (struct search_range){(size_t)start, (size_t)end};
	if (length == subject.length)
		return true;
	render_step_characters(render, window->from + window->to);
	window->from = unicode_offset(subject.bytes, subject.length, window->from);
	window->to = unicode_offset(subject.bytes, subject.length, window->to);
	return true;
}

static int64_t
find_index(struct render *render, struct value subject, const struct value *arguments, bool last)
{
	struct search_range window;
	const struct value needle = need(render, arguments[0], "find");

	if (!find_window(render, subject, arguments + 1, &window))
		return -1;
	const int64_t found = string_find(render, subject, needle, window.from, window.to, last);

	if (found > 0)
		render_step_bytes(render, (size_t)found);
	return found < 0 ? -1 : (int64_t)text_count_points(subject.bytes, (size_t)found);
}

static struct value
method_find(struct render *render, struct value subject, const struct value *arguments)
{
	return value_integer(find_index(render, subject, arguments, false));
}

static struct value
method_rfind(struct render *render, struct value subject, const struct value *arguments)
{
	return value_integer(find_index(render, subject, arguments, true));
}

static struct value
method_index(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t index = find_index(render, subject, arguments, false);

	if (index < 0)
		render_fail(render, MISTAKE_NOT_IN_LIST, "index");
	return value_integer(index);
}

static struct value
method_rindex(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t index = find_index(render, subject, arguments, true);

	if (index < 0)
		render_fail(render, MISTAKE_NOT_IN_LIST, "rindex");
	return value_integer(index);
}

static struct value
method_count(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value needle = need(render, arguments[0], "count");
	struct search_range window;
	int64_t count = 0, found;

	if (!find_window(render, subject, arguments + 1, &window))
		return value_integer(0);
	render_step_bytes(render, window.to - window.from);
	if (!needle.length)
		return value_integer((int64_t)text_count_points(
					     subject.bytes + window.from, window.to - window.from) +
				     1);
	for (; (found = string_find(render, subject, needle, window.from, window.to, false)) >= 0;
		count++)
		window.from = (size_t)found + needle.length;
	return value_integer(count);
}

static bool
has_end(struct value subject, struct search_range window, struct value affix, bool end)
{
	if (affix.length > window.to - window.from)
		return false;
	return memcmp(subject.bytes + (end ? window.to - affix.length : window.from), affix.bytes,
		       affix.length) == 0;
}

static struct value
test_end(struct render *render, struct value subject, const struct value *arguments, bool end)
{
	struct search_range window;
	bool found = false;

	if (!find_window(render, subject, arguments + 1, &window))
		return value_boolean(false);
	if (arguments[0].kind != VALUE_TUPLE)
		return value_boolean(
			has_end(subject, window, need(render, arguments[0], "startswith"), end));
	for (size_t i = 0; i < arguments[0].list->count && !found; i++) {
		const struct value affix = need(render, arguments[0].list->items[i], "startswith");

		render_step(render, 1 + affix.length / 64);
		found = has_end(subject, window, affix, end);
	}
	return value_boolean(found);
}

static struct value
method_startswith(struct render *render, struct value subject, const struct value *arguments)
{
	return test_end(render, subject, arguments, false);
}

static struct value
method_endswith(struct render *render, struct value subject, const struct value *arguments)
{
	return test_end(render, subject, arguments, true);
}

static struct value
method_removeprefix(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value prefix = need(render, arguments[0], "removeprefix");

	if (!has_end(subject, (struct search_range){0, subject.length}, prefix, false))
		return subject;
	return value_string(subject.bytes + prefix.length, subject.length - prefix.length);
}

static struct value
method_removesuffix(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value suffix = need(render, arguments[0], "removesuffix");

	if (!has_end(subject, (struct search_range){0, subject.length}, suffix, true))
		return subject;
	return value_string(subject.bytes, subject.length - suffix.length);
}

static struct value
split(struct render *render, struct value subject, const struct value *arguments, bool from_right)
{
	const int64_t most = value_index(render, arguments[1], "maxsplit");

	if (arguments[0].kind != VALUE_NONE)
		(void)need(render, arguments[0], "split");
	return string_split(render, subject, arguments[0], most, from_right);
}

static struct value
method_split(struct render *render, struct value subject, const struct value *arguments)
{
	return split(render, subject, arguments, false);
}

static struct value
method_rsplit(struct render *render, struct value subject, const struct value *arguments)
{
	return split(render, subject, arguments, true);
}

static struct value
method_partition(struct render *render, struct value subject, const struct value *arguments)
{
	return string_partition(render, subject, need(render, arguments[0], "partition"), false);
}

static struct value
method_rpartition(struct render *render, struct value subject, const struct value *arguments)
{
	return string_partition(render, subject, need(render, arguments[0], "partition"), true);
}

static struct value
method_splitlines(struct render *render, struct value subject, const struct value *arguments)
{
	return string_split_lines(render, subject, value_truth(render, arguments[0]));
}

static struct value
method_join(struct render *render, struct value subject, const struct value *arguments)
{
	struct iterator storage, *iterator = iterate(render, arguments[0], &storage);
	const size_t start = render->scratch.length;
	bool first = true;

	for (struct value item; iterator_next(render, iterator, &item); first = false) {
		if (!first)
			text_append(&render->scratch, subject.bytes, subject.length);
		if (item.kind != VALUE_MARKUP)
			need(render, item, "join");
		text_append(&render->scratch, item.bytes, item.length);
		if (render->scratch.length - start > OUTPUT_LARGEST)
			render_fail(render, MISTAKE_STRING_LARGE);
	}
	return render_scratch(render, start);
}

static struct value
method_format(struct render *render, struct value subject, const struct arguments *arguments)
{
	return format_braces(render, subject, arguments);
}

/* isdigit and the like. Their character classes beyond ASCII are not supported. */
static struct value
all_are(struct render *render, struct value subject, bool (*is)(char))
{
	render_step_characters(render, subject.length);
	for (size_t i = 0; i < subject.length; i++) {
		if ((unsigned char)subject.bytes[i] >= 0x80)
			render_fail(render, MISTAKE_REFUSED, "this method for text beyond ASCII");
		if (!is(subject.bytes[i]))
			return value_boolean(false);
	}
	return value_boolean(subject.length > 0);
}

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static bool
is_alphanumeric(char character)
{
	return character != '_' && unicode_is_word((unsigned char)character);
}

static bool
is_alphabetic(char character)
{
	return is_alphanumeric(character) && !is_digit(character);
}

static bool
is_space(char character)
{
	return unicode_is_space((unsigned char)character);
}

#define CLASS_METHOD(name, is)                                                                     \
	static struct value method_##name(                                                         \
		struct render *render, struct value subject, const struct value *arguments)        \
	{                                                                                          \
		(void)arguments;                                                                   \
		return all_are(render, subject, is);                                               \
	}

CLASS_METHOD(isdigit, is_digit)
CLASS_METHOD(isalnum, is_alphanumeric)
CLASS_METHOD(isalpha, is_alphabetic)
CLASS_METHOD(isspace, is_space)

static struct value
method_islower(struct render *render, struct value subject, const struct value *arguments)
{
	return library_test("lower")->run(render, subject, arguments);
}

static struct value
method_isupper(struct render *render, struct value subject, const struct value *arguments)
{
	return library_test("upper")->run(render, subject, arguments);
}

#define CHARACTERS .parameters = {{"chars", DEFAULT_NONE}}, .positional = true
#define WIDTH                                                                                      \
	.parameters = {{"width", NO_DEFAULT}, {"fill", DEFAULT_STRING(" ")}}, .positional = true
#define WITHIN                                                                                     \
	.parameters = {{"sub", NO_DEFAULT}, {"start", DEFAULT_NONE}, {"end", DEFAULT_NONE}},       \
	.positional = true
#define SPLIT .parameters = {{"sep", DEFAULT_NONE}, {"maxsplit", DEFAULT_INTEGER(-1)}}
#define ONE .parameters = {{"sep", NO_DEFAULT}}, .positional = true

const struct builtin methods_of_strings[] = {
	{"upper", .run = string_upper},
	{"lower", .run = string_lower},
	{"capitalize", .run = string_capitalize},
	{"title", .run = string_title},
	{"swapcase", .run = string_swapcase},
	{"strip", .run = method_strip, CHARACTERS},
	{"lstrip", .run = method_lstrip, CHARACTERS},
	{"rstrip", .run = method_rstrip, CHARACTERS},
	{"center", .run = method_center, WIDTH},
	{"ljust", .run = method_ljust, WIDTH},
	{"rjust", .run = method_rjust, WIDTH},
	{"zfill", .run = method_zfill, ONE},
	{"replace", .run = method_replace,
		.parameters = {{"old", NO_DEFAULT}, {"new", NO_DEFAULT},
			{"count", DEFAULT_INTEGER(-1)}},
		.positional = true},
	{"find", .run = method_find, WITHIN},
	{"rfind", .run = method_rfind, WITHIN},
	{"index", .run = method_index, WITHIN},
	{"rindex", .run = method_rindex, WITHIN},
	{"count", .run = method_count, WITHIN},
	{"startswith", .run = method_startswith, WITHIN},
	{"endswith", .run = method_endswith, WITHIN},
	{"removeprefix", .run = method_removeprefix, ONE},
	{"removesuffix", .run = method_removesuffix, ONE},
	{"split", .run = method_split, SPLIT},
	{"rsplit", .run = method_rsplit, SPLIT},
	{"partition", .run = method_partition, ONE},
	{"rpartition", .run = method_rpartition, ONE},
	{"splitlines", .run = method_splitlines,
		.parameters = {{"keepends", DEFAULT_BOOLEAN(false)}}},
	{"join", .run = method_join, ONE},
	{"format", .run_any = method_format},
	{"isdigit", .run = method_isdigit},
	{"isdecimal", .run = method_isdigit},
	{"isnumeric", .run = method_isdigit},
	{"isalnum", .run = method_isalnum},
	{"isalpha", .run = method_isalpha},
	{"isspace", .run = method_isspace},
	{"islower", .run = method_islower},
	{"isupper", .run = method_isupper},
	{"casefold", .run = NULL},
	{"encode", .run = NULL},
	{"expandtabs", .run = NULL},
	{"format_map", .run = NULL},
	{"isascii", .run = NULL},
	{"isidentifier", .run = NULL},
	{"isprintable", .run = NULL},
	{"istitle", .run = NULL},
	{"maketrans", .run = NULL},
	{"translate", .run = NULL},
	{NULL, .run = NULL},
};
