#include "support/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/failure.h"
#include "support/banned.h"

char text_nothing[1];

void
text_reserve(struct text *text, size_t more)
{
	assert(text->bytes);
	if (text->capacity - text->length > more)
		return;
	size_t capacity = text->capacity ? text->capacity : 64;

	while (capacity - text->length <= more) {
		if (capacity > SIZE_MAX / 2)
			failure_without_memory();
		capacity *= 2;
	}
	text->bytes = memory_resize(text->capacity ? text->bytes : NULL, capacity);
	text->capacity = capacity;
	text->bytes[text->length] = '\0';
}

void
text_append_string(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void
text_append_character(struct text *text, char character)
{
	text_append(text, &character, 1);
}

void
text_format_list(struct text *text, const char *format, va_list arguments)
{
	va_list again;

	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);

	if (length > 0) {
		text_reserve(text, (size_t)length);
		vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
		text->length += (size_t)length;
	}
	va_end(again);
}

void
text_format(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_format_list(text, format, arguments);
	va_end(arguments);
}

void
text_cut(struct text *text, size_t length)
{
	text->length = length;
	if (text->capacity)
		text->bytes[length] = '\0';
}

void
text_clear(struct text *text)
{
	text_cut(text, 0);
}

void
text_free(struct text *text)
{
	if (text->capacity)
		free(text->bytes);
	*text = (struct text)TEXT_EMPTY;
}

void
text_append_code_point(struct text *text, uint32_t point)
{
	char bytes[4];
	size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char first[] = {0, 0x00, 0xC0, 0xE0, 0xF0};

	for (size_t i = length; i-- > 1; point >>= 6)
		bytes[i] = (char)(0x80 | (point & 0x3F));
	bytes[0] = (char)(first[length] | point);
	text_append(text, bytes, length);
}

size_t
text_decode(const char *bytes, size_t length, uint32_t *point)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

	if (!length)
		return 0;
	const unsigned char first = (unsigned char)bytes[0];
	const size_t size = first < 0x80   ? 1
			    : first < 0xC2 ? 0
			    : first < 0xE0 ? 2
			    : first < 0xF0 ? 3
			    : first < 0xF5 ? 4
					   : 0;

	if (size == 0 || size > length)
		return 0;
	uint32_t value = size == 1 ? first : first & (0x7Fu >> size);

	for (size_t i = 1; i < size; i++) {
		const unsigned char next = (unsigned char)bytes[i];

		if ((next & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3F);
	}
	if (value < smallest[size] || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF)
		return 0;
	*point = value;
	return size;
}

size_t
text_count_points(const char *bytes, size_t length)
{
	size_t inner = 0, at = 0;

	/* Eight at a time: a byte 10xxxxxx is inside a character. */
	for (uint64_t word; at + sizeof(word) <= length; at += sizeof(word)) {
		memcpy(&word, bytes + at, sizeof(word));
		inner += ((word >> 7 & ~(word >> 6)) & 0x0101010101010101) * 0x0101010101010101 >>
			 56;
	}
	for (; at < length; at++)
		inner += ((unsigned char)bytes[at] & 0xC0) == 0x80;
	return length - inner;
}

/*
 * Controls of Unicode's categories Cc and the bidirectional ones of UAX #9, table 1, and line
 * breaks.
 */
static bool
is_invisible(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x61C ||
	       point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF || point == 0xFFFE ||
	       point == 0xFFFF;
}

void
text_append_visible(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t point;
		size_t size = text_decode(bytes + i, length - i, &point);

		if (!size)
			text_format(text, "\\x%02X", (unsigned char)bytes[i]);
		else if (point == '\t')
			text_append_character(text, ' ');
		else if (is_invisible(point))
			text_format(text, point < 0x80 ? "\\x%02X" : "\\u{%04X}", (unsigned)point);
		else
			text_append(text, bytes + i, size);
		i += size ? size : 1;
	}
}

void
text_append_visible_lines(struct text *text, const char *bytes, size_t length)
{
	for (size_t start = 0, end = 0; start < length; start = end) {
		while (end < length && bytes[end] != '\n' && bytes[end] != '\t')
			end++;
		text_append_visible(text, bytes + start, end - start);
		for (; end < length && (bytes[end] == '\n' || bytes[end] == '\t'); end++)
			text_append_character(text, bytes[end]);
	}
}

/*
 * One character as RFC 8259, section 7 has it between quotes; `point` is the one that `size` bytes
 * make.
 */
static void
append_json_point(struct text *text, const char *bytes, size_t size, uint32_t point)
{
	if (point == '"' || point == '\\')
		text_format(text, "\\%c", (int)point);
	else if (point == '\n')
		text_append_string(text, "\\n");
	else if (is_invisible(point))
		text_format(text, "\\u%04x", (unsigned)point);
	else
		text_append(text, bytes, size);
}

void
text_append_json(struct text *text, const char *bytes, size_t length)
{
	text_append_character(text, '"');
	for (size_t i = 0; i < length;) {
		uint32_t point;
		const size_t size = text_decode(bytes + i, length - i, &point);

		if (size)
			append_json_point(text, bytes + i, size, point);
		else
			text_append_string(text, "\\ufffd");
		i += size ? size : 1;
	}
	text_append_character(text, '"');
}

bool
text_equal(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

bool
text_has(const char *bytes, size_t length, const char *wanted, size_t wanted_length)
{
	const char *end = bytes + length;

	while (wanted_length && (size_t)(end - bytes) >= wanted_length) {
		bytes = memchr(bytes, wanted[0], (size_t)(end - bytes) - wanted_length + 1);
		if (!bytes)
			return false;
		if (memcmp(bytes, wanted, wanted_length) == 0)
			return true;
		bytes++;
	}
	return wanted_length == 0;
}
