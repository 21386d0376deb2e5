#include "jinja/value/unicode.h"

#include "jinja/value/unicode_tables.h"
#include "support/text.h"
#include "support/banned.h"

bool
unicode_is_space(uint32_t point)
{
	return (point >= 0x09 && point <= 0x0D) || (point >= 0x1C && point <= 0x20) ||
	       point == 0x85 || point == 0xA0 || point == 0x1680 ||
	       (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
	       point == 0x202F || point == 0x205F || point == 0x3000;
}

static bool
is_in(const struct unicode_range *ranges, size_t count, uint32_t point)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (ranges[middle].last < point)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && ranges[low].first <= point;
}

bool
unicode_is_word(uint32_t point)
{
	if (point < 0x80)
		return (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') ||
		       (point >= 'a' && point <= 'z') || point == '_';
	return is_in(unicode_word, unicode_word_count, point);
}

bool
unicode_is_decimal(uint32_t point)
{
	if (point < 0x80)
		return point >= '0' && point <= '9';
	return is_in(unicode_decimal, unicode_decimal_count, point);
}

bool
unicode_is_printable(uint32_t point)
{
	if (point < 0x80)
		return point >= 0x20 && point < 0x7F;
	return is_in(unicode_printable, unicode_printable_count, point);
}

bool
unicode_is_odd(uint32_t point)
{
	return point >= 0x80 && is_in(unicode_odd, unicode_odd_count, point);
}

static uint32_t
map_case(const struct unicode_case *cases, size_t count, uint32_t point)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (cases[middle].last < point)
			low = middle + 1;
		else
			high = middle;
	}
	/* Ranges with a step of 2 may lie in one another, by one. */
	for (size_t i = low; i < count && i < low + 2; i++)
		if (cases[i].first <= point && point <= cases[i].last &&
			(point - cases[i].first) % cases[i].step == 0)
			return (uint32_t)((int32_t)point + cases[i].delta);
	return point;
}

uint32_t
unicode_to_upper(uint32_t point)
{
	if (point < 0x80)
		return point >= 'a' && point <= 'z' ? point - 32 : point;
	return map_case(unicode_upper, unicode_upper_count, point);
}

uint32_t
unicode_to_lower(uint32_t point)
{
	if (point < 0x80)
		return point >= 'A' && point <= 'Z' ? point + 32 : point;
	return map_case(unicode_lower, unicode_lower_count, point);
}

size_t
unicode_length(const char *bytes)
{
	const unsigned char first = (unsigned char)*bytes;

	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

uint32_t
unicode_point(const char *bytes, size_t *length)
{
	uint32_t point = (unsigned char)*bytes;

	*length = 1;
	if (point >= 0x80)
		*length = text_decode(bytes, unicode_length(bytes), &point);
	if (!*length)
		*length = 1;
	return point;
}

size_t
unicode_space_length(const char *bytes, size_t length)
{
	size_t at = 0, size;

	while (at < length && unicode_is_space(unicode_point(bytes + at, &size)))
		at += size;
	return at < length ? at : length;
}

size_t
unicode_trimmed_length(const char *bytes, size_t length)
{
	while (length) {
		size_t start = length - 1, size;

		while (start > 0 && ((unsigned char)bytes[start] & 0xC0) == 0x80)
			start--;
		if (!unicode_is_space(unicode_point(bytes + start, &size)))
			break;
		length = start;
	}
	return length;
}

size_t
unicode_offset(const char *bytes, size_t length, size_t points)
{
	size_t at = 0;

	for (; points && at < length; points--)
		at += unicode_length(bytes + at);
	return at < length ? at : length;
}
