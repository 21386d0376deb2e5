#include "jinja/library/strings.h"

#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

static bool
is_letter(uint32_t point)
{
	return unicode_to_upper(point) != point || unicode_to_lower(point) != point;
}

/* An ASCII text in upper or lower case. */
static struct value
map_ascii(struct render *render, struct value text, bool up)
{
	char *mapped = heap_copy(&render->heap, text.bytes, text.length);

	for (size_t i = 0; i < text.length; i++)
		if (up ? mapped[i] >= 'a' && mapped[i] <= 'z'
		       : mapped[i] >= 'A' && mapped[i] <= 'Z')
			mapped[i] ^= 0x20;
	return value_string(mapped, text.length);
}

struct value
string_map_case(struct render *render, struct value text, enum letter_case letter_case)
{
	const size_t start = render->scratch.length;
	bool inside = false;
	size_t size;

	render_step_characters(render, text.length);
	if (letter_case <= CASE_LOWER && value_is_ascii(text))
		return map_ascii(render, text, letter_case == CASE_UPPER);
	render_step(render, text.length);
	for (size_t i = 0; i < text.length; i += size) {
		const uint32_t point = unicode_point(text.bytes + i, &size);
		const bool up = letter_case == CASE_UPPER ||
				(letter_case == CASE_CAPITAL && i == 0) ||
				(letter_case == CASE_TITLE && !inside) ||
				(letter_case == CASE_SWAPPED && unicode_to_lower(point) == point);

		if (unicode_is_odd(point))
			render_fail(render, MISTAKE_CASE, (unsigned)point);
		text_append_code_point(
			&render->scratch, up ? unicode_to_upper(point) : unicode_to_lower(point));
		inside = is_letter(point);
	}
	return render_scratch(render, start);
}

static bool
is_stripped(const char *bytes, size_t size, struct value characters)
{
	size_t width;

	if (characters.kind == VALUE_NONE)
		return unicode_is_space(unicode_point(bytes, &width));
	for (size_t i = 0; i < characters.length; i += width) {
		width = unicode_length(characters.bytes + i);
		if (width == size && memcmp(characters.bytes + i, bytes, size) == 0)
			return true;
	}
	return false;
}

struct value
string_strip(
	struct render *render, struct value text, struct value characters, bool left, bool right)
{
	size_t start = 0, end = text.length;

	undefined_check(render, characters);
	if (characters.kind != VALUE_NONE && characters.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, "strip", value_type_name(characters));
	const size_t work = characters.kind == VALUE_NONE ? 0 : characters.length / 4;

	while (left && start < end) {
		const size_t size = unicode_length(text.bytes + start);

		render_step(render, 1 + work);
		if (!is_stripped(text.bytes + start, size, characters))
			break;
		start += size;
	}
	while (right && end > start) {
		size_t last = end - 1;

		while (((unsigned char)text.bytes[last] & 0xC0) == 0x80)
			last--;
		render_step(render, 1 + work);
		if (!is_stripped(text.bytes + last, end - last, characters))
			break;
		end = last;
	}
	return value_string(text.bytes + start, end - start);
}

static void
append_times(struct render *render, struct value fill, int64_t times)
{
	if (times > OUTPUT_LARGEST / (int64_t)fill.length)
		render_fail(render, MISTAKE_STRING_LARGE);
	if (times > 0)
		render_step_characters(render, (size_t)times);
	for (; times > 0; times--)
		text_append(&render->scratch, fill.bytes, fill.length);
}

struct value
string_justify(struct render *render, struct value text, int64_t width, struct value fill,
	enum justify justify)
{
	render_step_bytes(render, text.length);
	const int64_t missing = width - (int64_t)text_count_points(text.bytes, text.length);
	const size_t start = render->scratch.length;
	int64_t before = 0;

	if (missing <= 0)
		return text;
	if (text_count_points(fill.bytes, fill.length) != 1)
		render_fail(
			render, MISTAKE_VALUE, "fill character", value_for_message(render, fill));
	/* CPython's rule for an odd number of characters. */
	if (justify == JUSTIFY_CENTER)
		before = missing / 2 + (missing & width & 1);
	else if (justify == JUSTIFY_RIGHT)
		before = missing;
	append_times(render, fill, before);
	text_append(&render->scratch, text.bytes, text.length);
	append_times(render, fill, missing - before);
	return render_scratch(render, start);
}

static int64_t
find_first(struct render *render, struct value text, struct value needle, size_t from, size_t to)
{
	const char *at = text.bytes + from, *const end = text.bytes + to - needle.length + 1;

	while (at < end) {
		const char *next = memchr(at, needle.bytes[0], (size_t)(end - at));

		render_step(render, ((size_t)((next ? next : end) - at) + needle.length) / 64 + 1);
		if (!next)
			return -1;
		if (memcmp(next, needle.bytes, needle.length) == 0)
			return next - text.bytes;
		at = next + 1;
	}
	return -1;
}

static int64_t
find_last(struct render *render, struct value text, struct value needle, size_t from, size_t to)
{
	size_t counted = to;

	for (size_t at = to - needle.length + 1; at-- > from;) {
		if (text.bytes[at] != needle.bytes[0] && at > from)
			continue;
		render_step(render, (counted - at) / 4 + needle.length / 64 + 1);
		counted = at;
		if (memcmp(text.bytes + at, needle.bytes, needle.length) == 0)
			return (int64_t)at;
	}
	return -1;
}

int64_t
string_find(struct render *render, struct value text, struct value needle, size_t from, size_t to,
	bool last)
{
	if (from > to || needle.length > to - from)
		return -1;
	if (!needle.length)
		return (int64_t)(last ? to : from);
	return last ? find_last(render, text, needle, from, to)
		    : find_first(render, text, needle, from, to);
}

/* Replaces an empty string, which is found between all characters and at both ends. */
static void
replace_nothing(struct render *render, struct value text, struct value replacement, int64_t count)
{
	size_t at = 0;

	for (; count != 0 && at <= text.length; count--) {
		text_append(&render->scratch, replacement.bytes, replacement.length);
		if (at == text.length)
			return;
		const size_t size = unicode_length(text.bytes + at);

		text_append(&render->scratch, text.bytes + at, size);
		at += size;
	}
	text_append(&render->scratch, text.bytes + at, text.length - at);
}

struct value
string_replace(struct render *render, struct value text, struct value old, struct value replacement,
	int64_t count)
{
	const size_t start = render->scratch.length;
	size_t at = 0;

	if (count < 0)
		count = INT64_MAX;
	if (!old.length) {
		if (replacement.length && text.length > OUTPUT_LARGEST / replacement.length)
			render_fail(render, MISTAKE_STRING_LARGE);
		render_step(render, text.length);
		replace_nothing(render, text, replacement, count);
		return render_scratch(render, start);
	}
	for (; count > 0; count--) {
		const int64_t found = string_find(render, text, old, at, text.length, false);

		if (found < 0)
			break;
		text_append(&render->scratch, text.bytes + at, (size_t)found - at);
		text_append(&render->scratch, replacement.bytes, replacement.length);
		at = (size_t)found + old.length;
		if (render->scratch.length - start > OUTPUT_LARGEST)
			render_fail(render, MISTAKE_STRING_LARGE);
	}
	if (at == 0)
		return text;
	text_append(&render->scratch, text.bytes + at, text.length - at);
	return render_scratch(render, start);
}

/* The length of the line end at `at` (str.splitlines); 0 if there is none. */
static size_t
line_end(struct value text, size_t at)
{
	size_t size;
	const uint32_t point = unicode_point(text.bytes + at, &size);

	if (point == '\r')
		return at + 1 < text.length && text.bytes[at + 1] == '\n' ? 2 : 1;
	if ((point >= 0x0A && point <= 0x0C) || (point >= 0x1C && point <= 0x1E) || point == 0x85 ||
		point == 0x2028 || point == 0x2029)
		return size;
	return 0;
}

struct value
string_split_lines(struct render *render, struct value text, bool keep_ends)
{
	struct value lines = render_new_list(render, 0);
	size_t start = 0;

	render_step_characters(render, text.length);
	for (size_t i = 0; i < text.length;) {
		const size_t end = line_end(text, i);

		if (!end) {
			i += unicode_length(text.bytes + i);
			continue;
		}
		render_step(render, 1);
		list_append(&render->heap, lines.list,
			value_string(text.bytes + start, i + (keep_ends ? end : 0) - start));
		i += end;
		start = i;
	}
	if (start < text.length)
		list_append(&render->heap, lines.list,
			value_string(text.bytes + start, text.length - start));
	return lines;
}

static void
add_part(struct render *render, struct value parts, struct value text, size_t from, size_t to)
{
	list_append(&render->heap, parts.list, value_string(text.bytes + from, to - from));
}

static void
split_space(struct render *render, struct value parts, struct value text, int64_t most)
{
	size_t at = unicode_space_length(text.bytes, text.length);

	for (; at < text.length; most--) {
		size_t end = at, size = 0;

		render_step(render, 4);
		if (most == 0) {
			add_part(render, parts, text, at,
				unicode_trimmed_length(text.bytes, text.length));
			return;
		}
		while (end < text.length &&
			!unicode_is_space(unicode_point(text.bytes + end, &size)))
			end += size;
		add_part(render, parts, text, at, end);
		at = end + unicode_space_length(text.bytes + end, text.length - end);
	}
}

static void
split_at(struct render *render, struct value parts, struct value text, struct value separator,
	int64_t most)
{
	size_t at = 0;
	int64_t found;

	for (; most != 0; most--) {
		render_step(render, 4);
		found = string_find(render, text, separator, at, text.length, false);
		if (found < 0)
			break;
		add_part(render, parts, text, at, (size_t)found);
		at = (size_t)found + separator.length;
	}
	add_part(render, parts, text, at, text.length);
}

static void
rsplit_at(struct render *render, struct value parts, struct value text, struct value separator,
	int64_t most)
{
	size_t end = text.length;

	for (; most != 0; most--) {
		const int64_t found = string_find(render, text, separator, 0, end, true);

		if (found < 0)
			break;
		add_part(render, parts, text, (size_t)found + separator.length, end);
		end = (size_t)found;
	}
	add_part(render, parts, text, 0, end);
}

static void
reverse(struct list *list)
{
	for (size_t i = 0; i < list->count / 2; i++) {
		const struct value other = list->items[i];

		list->items[i] = list->items[list->count - 1 - i];
		list->items[list->count - 1 - i] = other;
	}
}

struct value
string_split(struct render *render, struct value text, struct value separator, int64_t most,
	bool from_right)
{
	struct value parts = render_new_list(render, 0);

	if (separator.kind == VALUE_NONE) {
		if (from_right && most >= 0)
			render_fail(render, MISTAKE_REFUSED, "rsplit at white space with a limit");
		split_space(render, parts, text, most);
		return parts;
	}
	if (!separator.length)
		render_fail(render, MISTAKE_VALUE, "split", "''");
	if (from_right) {
		rsplit_at(render, parts, text, separator, most);
		reverse(parts.list);
	} else {
		split_at(render, parts, text, separator, most);
	}
	return parts;
}

struct value
string_partition(struct render *render, struct value text, struct value separator, bool last)
{
	const struct value empty = value_string("", 0);

	if (!separator.length)
		render_fail(render, MISTAKE_VALUE, "partition", "''");
	const int64_t found = string_find(render, text, separator, 0, text.length, last);

	if (found < 0)
		return render_new_tuple(render,
			last ? (const struct value[]){empty, empty, text}
			     : (const struct value[]){text, empty, empty},
			3);
	const size_t behind = (size_t)found + separator.length;

	return render_new_tuple(render,
		(const struct value[]){value_string(text.bytes, (size_t)found), separator,
			value_string(text.bytes + behind, text.length - behind)},
		3);
}

struct value
string_ignore_case(struct render *render, struct value value, bool case_sensitive)
{
	return value.kind == VALUE_STRING && !case_sensitive
		       ? string_map_case(render, value, CASE_LOWER)
		       : value;
}
