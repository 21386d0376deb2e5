#include "jinja/library/filters_string.h"

#include <string.h>

#include "jinja/library/filters_wrap.h"
#include "jinja/library/strings.h"
#include "jinja/object/builtin.h"
#include "jinja/object/format.h"
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

/* markupsafe.soft_str(): str(), but Markup stays Markup, which is not supported. */
static struct value
soft_string(struct render *render, struct value value)
{
	if (value.kind == VALUE_MARKUP)
		render_fail(render, MISTAKE_MARKUP);
	return value_to_string(render, value);
}

static struct value
need_string(struct render *render, struct value value, const char *what)
{
	undefined_check(render, value);
	if (value.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, what, value_type_name(value));
	return value;
}

static struct value
filter_upper(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return string_map_case(render, soft_string(render, subject), CASE_UPPER);
}

static struct value
filter_lower(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return string_map_case(render, soft_string(render, subject), CASE_LOWER);
}

static struct value
filter_capitalize(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return string_map_case(render, soft_string(render, subject), CASE_CAPITAL);
}

/* Words begin after white space and after - ( { [ < (jinja2: do_title). */
static struct value
filter_title(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = soft_string(render, subject);
	const size_t start = render->scratch.length;
	bool begins = true;
	size_t size;

	(void)arguments;
	render_step(render, text.length);
	for (size_t i = 0; i < text.length; i += size) {
		const uint32_t point = unicode_point(text.bytes + i, &size);
		const bool separates = unicode_is_space(point) ||
				       (point < 0x80 && point && strchr("-({[<", (int)point));

		if (unicode_is_odd(point))
			render_fail(render, MISTAKE_CASE, (unsigned)point);
		text_append_code_point(&render->scratch,
			begins ? unicode_to_upper(point) : unicode_to_lower(point));
		begins = separates;
	}
	return render_scratch(render, start);
}

static struct value
filter_trim(struct render *render, struct value subject, const struct value *arguments)
{
	return string_strip(render, soft_string(render, subject), arguments[0], true, true);
}

static struct value
filter_center(struct render *render, struct value subject, const struct value *arguments)
{
	return string_justify(render, soft_string(render, subject),
		value_index(render, arguments[0], "width"), value_string(" ", 1), JUSTIFY_CENTER);
}

static struct value
filter_replace(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = value_to_string(render, subject);
	const struct value old = value_to_string(render, arguments[0]),
			   replacement = value_to_string(render, arguments[1]);
	const int64_t count =
		arguments[2].kind == VALUE_NONE ? -1 : value_index(render, arguments[2], "count");

	return string_replace(render, text, old, replacement, count);
}

static struct value
filter_string(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return subject.kind == VALUE_MARKUP ? subject : value_to_string(render, subject);
}

static void
indent_lines(struct render *render, struct value lines, struct value indent, bool blank)
{
	const size_t start = render->scratch.length;

	for (size_t i = 0; i < lines.list->count; i++) {
		const struct value line = lines.list->items[i];

		render_step(render, 1 + indent.length / 64);

		if (i) {
			text_append_character(&render->scratch, '\n');
			if (line.length || blank)
				text_append(&render->scratch, indent.bytes, indent.length);
		}
		text_append(&render->scratch, line.bytes, line.length);
		render_check_scratch(render, start);
	}
}

static struct value
filter_indent(struct render *render, struct value subject, const struct value *arguments)
{
	struct value indent = arguments[0];
	const bool first = value_truth(render, arguments[1]),
		   blank = value_truth(render, arguments[2]);

	if (indent.kind != VALUE_STRING)
		indent = operate(render, EXPRESSION_MULTIPLY, value_string(" ", 1),
			value_integer(value_index(render, indent, "width")));
	const bool markup = subject.kind == VALUE_MARKUP;
	const struct value text = operate(render, EXPRESSION_ADD,
		need_string(render, markup ? value_to_string(render, subject) : subject, "indent"),
		value_string("\n", 1));
	const struct value lines = string_split_lines(render, text, false);
	const size_t start = render->scratch.length;

	render_step_bytes(render, indent.length);
	if (first)
		text_append(&render->scratch, indent.bytes, indent.length);
	indent_lines(render, lines, indent, blank);
	struct value result = render_scratch(render, start);

	if (markup)
		result.kind = VALUE_MARKUP;
	return result;
}

static struct value
filter_truncate(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t length = value_index(render, arguments[0], "length");
	const struct value end = arguments[2].kind == VALUE_UNDEFINED
					 ? arguments[2]
					 : need_string(render, arguments[2], "end");
	const int64_t leeway =
		arguments[3].kind == VALUE_NONE ? 5 : value_index(render, arguments[3], "leeway");

	undefined_check_strict(render, subject);
	undefined_check_strict(render, end);
	const int64_t tail =
		end.kind == VALUE_UNDEFINED ? 0 : (int64_t)text_count_points(end.bytes, end.length);

	if (length < tail || leeway < 0)
		render_fail(render, MISTAKE_VALUE, "truncate", "length");
	int64_t count;

	if (!value_length(render, subject, &count))
		render_fail(render, MISTAKE_NO_LENGTH, value_type_name(subject));
	if (count <= length + leeway)
		return subject;
	need_string(render, subject, "truncate");
	render_step_characters(render, (size_t)(length - tail));
	size_t cut = unicode_offset(subject.bytes, subject.length, (size_t)(length - tail));

	if (!value_truth(render, arguments[1]))
		for (size_t i = cut; i-- > 0;)
			if (subject.bytes[i] == ' ') {
				cut = i;
				break;
			}
	return operate(render, EXPRESSION_ADD, value_string(subject.bytes, cut), end);
}

static struct value
filter_wordcount(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = value_to_string(render, subject);
	bool inside = false;
	int64_t count = 0;
	size_t size;

	(void)arguments;
	render_step(render, text.length);
	for (size_t i = 0; i < text.length; i += size) {
		const bool word = unicode_is_word(unicode_point(text.bytes + i, &size));

		count += word && !inside;
		inside = word;
	}
	return value_integer(count);
}

static struct value
filter_format(struct render *render, struct value subject, const struct arguments *arguments)
{
	const struct value format = soft_string(render, subject);

	if (!arguments->named_count)
		return format_percent(render, format,
			render_new_tuple(render, arguments->positional, arguments->count));
	if (arguments->count)
		render_fail(render, MISTAKE_FORMAT,
			"positional and keyword arguments at the same time");
	struct value dict = render_new_dict(render);

	for (size_t i = 0; i < arguments->named_count; i++)
		dict_set(&render->heap, dict.dict,
			value_string(arguments->named[i].name, arguments->named[i].length),
			arguments->named[i].value);
	return format_percent(render, format, dict);
}

const struct builtin filters_of_strings[] = {
	{"upper", .run = filter_upper},
	{"lower", .run = filter_lower},
	{"capitalize", .run = filter_capitalize},
	{"title", .run = filter_title},
	{"trim", .run = filter_trim, .parameters = {{"chars", DEFAULT_NONE}}},
	{"center", .run = filter_center, .parameters = {{"width", DEFAULT_INTEGER(80)}}},
	{"replace", .run = filter_replace,
		.parameters = {{"old", NO_DEFAULT}, {"new", NO_DEFAULT}, {"count", DEFAULT_NONE}}},
	{"string", .run = filter_string},
	{"indent", .run = filter_indent,
		.parameters = {{"width", DEFAULT_INTEGER(4)}, {"first", DEFAULT_BOOLEAN(false)},
			{"blank", DEFAULT_BOOLEAN(false)}}},
	{"truncate", .run = filter_truncate,
		.parameters = {{"length", DEFAULT_INTEGER(255)},
			{"killwords", DEFAULT_BOOLEAN(false)}, {"end", DEFAULT_STRING("...")},
			{"leeway", DEFAULT_NONE}}},
	{"wordcount", .run = filter_wordcount},
	{"wordwrap", .run = filter_wordwrap,
		.parameters = {{"width", DEFAULT_INTEGER(79)},
			{"break_long_words", DEFAULT_BOOLEAN(true)}, {"wrapstring", DEFAULT_NONE},
			{"break_on_hyphens", DEFAULT_BOOLEAN(true)}}},
	{"format", .run_any = filter_format},
	{NULL, .run = NULL},
};
