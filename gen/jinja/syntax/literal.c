#include "jinja/syntax/literal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { NUMBER_LONGEST = 400 };

bool
literal_is_word(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
	       (character >= '0' && character <= '9') || character == '_';
}

static int
digit_value(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'a' && character <= 'z')
		return character - 'a' + 10;
	if (character >= 'A' && character <= 'Z')
		return character - 'A' + 10;
	return 99;
}

/* Digits of `base` with single underscores between them; `leading` allows one in front. */
static size_t
digits_length(const char *bytes, size_t length, int base, bool leading)
{
	size_t end = 0;

	while (end < length) {
		const bool underscore = bytes[end] == '_' && (end > 0 || leading);
		const size_t digit = end + underscore;

		if (digit >= length || digit_value(bytes[digit]) >= base)
			break;
		end = digit + 1;
	}
	return end;
}

size_t
literal_float_length(const char *bytes, size_t length)
{
	size_t end = digits_length(bytes, length, 10, false);
	bool is_float = false;

	if (!end)
		return 0;
	if (end < length && bytes[end] == '.') {
		const size_t fraction = digits_length(bytes + end + 1, length - end - 1, 10, false);

		if (fraction) {
			end += 1 + fraction;
			is_float = true;
		}
	}
	if (end < length && (bytes[end] == 'e' || bytes[end] == 'E')) {
		const size_t sign =
			end + 1 < length && (bytes[end + 1] == '+' || bytes[end + 1] == '-');
		const size_t exponent =
			digits_length(bytes + end + 1 + sign, length - end - 1 - sign, 10, false);

		if (exponent)
			return end + 1 + sign + exponent;
	}
	return is_float ? end : 0;
}

static int
base_of(const char *bytes, size_t length)
{
	if (length < 3 || bytes[0] != '0')
		return 10;
	const char letter = bytes[1] | 0x20;

	return letter == 'b' ? 2 : letter == 'o' ? 8 : letter == 'x' ? 16 : 10;
}

size_t
literal_integer_length(const char *bytes, size_t length)
{
	const int base = base_of(bytes, length);

	if (base != 10) {
		const size_t digits = digits_length(bytes + 2, length - 2, base, true);

		if (digits)
			return digits + 2;
	}
	return digits_length(bytes, length, bytes[0] == '0' ? 1 : 10, false);
}

struct value
literal_number(
	const char *bytes, uint32_t start, uint32_t end, bool is_float, struct syntax_error *error)
{
	char digits[NUMBER_LONGEST + 1];
	size_t count = 0;

	if (end - start > NUMBER_LONGEST)
		syntax_error_raise(error, start, end, MISTAKE_NUMBER_LARGE);
	for (uint32_t i = start; i < end; i++)
		if (bytes[i] != '_')
			digits[count++] = bytes[i];
	digits[count] = '\0';
	errno = 0;
	if (is_float) {
		const double number = strtod(digits, NULL);

		if (isinf(number))
			syntax_error_raise(error, start, end, MISTAKE_NUMBER_LARGE);
		return value_float(number);
	}
	const int base = base_of(digits, count);
	const long long integer = strtoll(digits + (base == 10 ? 0 : 2), NULL, base);

	if (errno)
		syntax_error_raise(error, start, end, MISTAKE_NUMBER_LARGE);
	return value_integer(integer);
}

struct escape {
	const char *bytes;
	uint32_t at, end;
	struct text *text;
	struct syntax_error *error;
};

static void
read_hexadecimal(struct escape *escape, uint32_t digits)
{
	const uint32_t start = escape->at - 2;
	uint32_t point = 0, i = 0;

	for (; i < digits && escape->at < escape->end &&
		digit_value(escape->bytes[escape->at]) < 16;
		i++)
		point = point << 4 | (uint32_t)digit_value(escape->bytes[escape->at++]);
	if (i < digits || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
		text_free(escape->text);
		syntax_error_raise(escape->error, start, escape->at, MISTAKE_ESCAPE);
	}
	text_append_code_point(escape->text, point);
}

static void
read_octal(struct escape *escape)
{
	uint32_t point = 0;

	escape->at--;
	for (uint32_t i = 0; i < 3 && escape->at < escape->end; i++) {
		const char digit = escape->bytes[escape->at];

		if (digit < '0' || digit > '7')
			break;
		point = point << 3 | (uint32_t)(digit - '0');
		escape->at++;
	}
	text_append_code_point(escape->text, point);
}

/* Jinja escapes what is not ASCII before it resolves escapes, so "\é" becomes "\xe9" in full. */
static void
read_foreign(struct escape *escape)
{
	uint32_t point = 0;

	escape->at--;
	escape->at +=
		(uint32_t)text_decode(escape->bytes + escape->at, escape->end - escape->at, &point);
	text_format(escape->text,
		point < 0x100     ? "\\x%02x"
		: point < 0x10000 ? "\\u%04x"
				  : "\\U%08x",
		(unsigned)point);
}

static void
read_escape(struct escape *escape)
{
	static const char letters[] = "abfnrtv\\'\"", meanings[] = "\a\b\f\n\r\t\v\\'\"";
	const char letter = escape->bytes[escape->at++];
	const char *known = letter ? strchr(letters, letter) : NULL;

	if (known)
		text_append_character(escape->text, meanings[known - letters]);
	else if (letter == '\n')
		return;
	else if (letter == 'x' || letter == 'u' || letter == 'U')
		read_hexadecimal(escape, letter == 'x' ? 2 : letter == 'u' ? 4 : 8);
	else if (letter >= '0' && letter <= '7')
		read_octal(escape);
	else if ((unsigned char)letter >= 0x80)
		read_foreign(escape);
	else if (letter == 'N') {
		text_free(escape->text);
		syntax_error_raise(escape->error, escape->at - 2, escape->at, MISTAKE_ESCAPE);
	} else
		text_format(escape->text, "\\%c", letter);
}

struct value
literal_string(struct arena *arena, const char *bytes, uint32_t start, uint32_t end,
	struct syntax_error *error)
{
	struct text text = TEXT_EMPTY;
	struct escape escape = {bytes, start, end, &text, error};

	if (!memchr(bytes + start, '\\', end - start))
		return value_string(bytes + start, end - start);
	while (escape.at < end) {
		if (bytes[escape.at++] == '\\')
			read_escape(&escape);
		else
			text_append_character(&text, bytes[escape.at - 1]);
	}
	struct value value = value_string(arena_copy(arena, text.bytes, text.length), text.length);

	text_free(&text);
	return value;
}
