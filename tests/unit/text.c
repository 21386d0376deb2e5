/*
 * support/text: growth, UTF-8 with all its wrong sequences, and what a terminal or JSON is shown.
 */
#include "support/text.h"

#include "unit.h"

static void
test_growth(void **state)
{
	struct text text = TEXT_EMPTY;

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		text_append_character(&text, (char)('a' + i % 26));
		assert_int_equal(text.length, i + 1);
		assert_true(text.capacity > text.length);
	}
	assert_memory_equal(text.bytes + 9984, "abcdefghijklmnop", 16);
	text_clear(&text);
	assert_int_equal(text.length, 0);
	assert_string_equal(text.bytes, "");
	text_free(&text);
	assert_int_equal(text.length, 0);
}

static void
test_appending_nothing(void **state)
{
	struct text text = TEXT_EMPTY;

	(void)state;
	assert_string_equal(text.bytes, "");
	text_append(&text, "", 0);
	text_append_string(&text, "");
	text_format(&text, "%s", "");
	assert_int_equal(text.length, 0);
	text_clear(&text);
	text_append(&text, "a\0b", 3);
	assert_int_equal(text.length, 3);
	assert_memory_equal(text.bytes, "a\0b", 4);
	text_free(&text);
}

static void
test_reserving_leaves_the_text(void **state)
{
	struct text text = TEXT_EMPTY;

	(void)state;
	text_append_string(&text, "ab");
	text_reserve(&text, 100000);
	assert_int_equal(text.bytes[text.length], '\0');
	assert_true(text.capacity - text.length > 100000);
	assert_memory_equal(text.bytes, "ab", 2);
	text_free(&text);
}

/* The memory was used before, so that it is not zero by chance. */
static void
test_room_alone_is_an_empty_string(void **state)
{
	struct text text = TEXT_EMPTY;
	char *used = malloc(64);

	(void)state;
	assert_non_null(used);
	memset(used, 'z', 64);
	free(used);
	text_reserve(&text, 10);
	assert_string_equal(text.bytes, "");
	text_free(&text);
}

static void
test_formats_of_all_lengths(void **state)
{
	(void)state;
	for (int width = 0; width < 600; width += 13) {
		struct text text = TEXT_EMPTY;

		text_append_string(&text, "x");
		text_format(&text, "%0*d", width, 5);
		assert_int_equal(text.length, 1 + (size_t)(width ? width : 1));
		assert_int_equal(text.bytes[text.length - 1], '5');
		text_free(&text);
	}
}

static void
overflow(void)
{
	volatile size_t more = SIZE_MAX;
	struct text text = TEXT_EMPTY;

	text_append_string(&text, "a");
	text_reserve(&text, more);
}

static void
test_room_that_overflows_ends_with_3(void **state)
{
	(void)state;
	assert_int_equal(unit_status_of(overflow), 3);
}

/* Every code point there and back. */
static void
test_code_points(void **state)
{
	struct text text = TEXT_EMPTY;

	(void)state;
	for (uint32_t point = 0; point <= 0x10FFFF; point++) {
		uint32_t decoded = 0;

		if (point >= 0xD800 && point < 0xE000)
			continue;
		text_clear(&text);
		text_append_code_point(&text, point);
		if (text_decode(text.bytes, text.length, &decoded) != text.length ||
			decoded != point || text_count_points(text.bytes, text.length) != 1)
			fail_msg("code point %X", (unsigned)point);
	}
	text_free(&text);
}

static void
test_sequences_that_are_not_utf_8(void **state)
{
	static const char *const wrong[] = {"\x80", "\xBF", /* continuation first */
		"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",     /* overlong */
		"\xF0\x8F\xBF\xBF",                         /* overlong */
		"\xED\xA0\x80", "\xED\xBF\xBF",             /* surrogates */
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80",     /* past U+10FFFF */
		"\xC3", "\xE2\x82", "\xF0\x9F\x98",         /* cut short */
		"\xC3(", "\xE2(\xAC", "\xE2\x82(", "\xF0\x9F\x98(", "\xFE", "\xFF"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		uint32_t point = 'x';

		if (text_decode(wrong[i], strlen(wrong[i]), &point) != 0 || point != 'x')
			fail_msg("sequence %zu was taken", i);
	}
	assert_int_equal(text_decode("", 0, &(uint32_t){0}), 0);
}

/* What is cut short is not read past its end, whatever comes there. */
static void
test_decoding_stays_in_its_length(void **state)
{
	uint32_t point;

	(void)state;
	assert_int_equal(text_decode("\xE2\x82\xAC", 2, &point), 0);
	assert_int_equal(text_decode("\xE2\x82\xAC", 3, &point), 3);
	assert_int_equal(point, 0x20AC);
}

/* Eight bytes are counted at a time. */
static void
test_counting_at_every_offset(void **state)
{
	struct text text = TEXT_EMPTY;

	(void)state;
	for (size_t i = 0; i < 20; i++)
		text_append_string(&text, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
	for (size_t start = 0; start <= text.length; start++)
		for (size_t end = start; end <= text.length; end++) {
			size_t expected = 0;

			for (size_t i = start; i < end; i++)
				expected += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
			assert_int_equal(
				text_count_points(text.bytes + start, end - start), expected);
		}
	text_free(&text);
}

static void
shows(void (*append)(struct text *, const char *, size_t), const char *bytes, size_t length,
	const char *expected)
{
	struct text text = TEXT_EMPTY;

	append(&text, bytes, length);
	assert_int_equal(text.length, strlen(expected));
	if (text.length)
		assert_string_equal(text.bytes, expected);
	text_free(&text);
}

static void
test_what_a_terminal_is_shown(void **state)
{
	(void)state;
	shows(text_append_visible, "", 0, "");
	shows(text_append_visible, "a\tb\nc", 5, "a b\\x0Ac");
	shows(text_append_visible, "\x1B[31m", 5, "\\x1B[31m");
	shows(text_append_visible, "a\0b", 3, "a\\x00b");
	shows(text_append_visible, "\x7F\xC2\x9B", 3, "\\x7F\\u{009B}");
	shows(text_append_visible,
		"\xE2\x80\xAE" /* NOLINT(misc-misleading-bidirectional) */
		"a\xEF\xBB\xBF",
		7, "\\u{202E}a\\u{FEFF}");
	shows(text_append_visible, "\xC3\xA4\xFF\xE2\x82", 5, "\xC3\xA4\\xFF\\xE2\\x82");
	shows(text_append_visible_lines, "a\tb\n\n\rc\n", 8, "a\tb\n\n\\x0Dc\n");
}

static void
test_json(void **state)
{
	(void)state;
	shows(text_append_json, "", 0, "\"\"");
	shows(text_append_json, "\"\\\n\t", 4, "\"\\\"\\\\\\n\\u0009\"");
	shows(text_append_json, "\xC3\xA4\xFF", 3, "\"\xC3\xA4\\ufffd\"");
	shows(text_append_json, "\xE2\x82", 2, "\"\\ufffd\\ufffd\"");
	shows(text_append_json, "\xE2\x80\xA8\0", 4, "\"\\u2028\\u0000\"");
}

static void
test_equal(void **state)
{
	(void)state;
	assert_true(text_equal(NULL, 0, "x", 0));
	assert_true(text_equal("a\0b", 3, "a\0b", 3));
	assert_false(text_equal("a\0b", 3, "a\0c", 3));
	assert_false(text_equal("a", 1, "ab", 2));
}

static void
test_having(void **state)
{
	(void)state;
	assert_true(text_has("a\0bc", 4, "bc", 2));
	assert_true(text_has("aab", 3, "ab", 2));
	assert_true(text_has("a", 1, "", 0));
	assert_false(text_has("abc", 2, "bc", 2));
	assert_false(text_has("", 0, "a", 1));
	assert_false(text_has("b", 1, "ab", 2));
}

UNIT_MAIN(cmocka_unit_test(test_growth), cmocka_unit_test(test_appending_nothing),
	cmocka_unit_test(test_reserving_leaves_the_text),
	cmocka_unit_test(test_room_alone_is_an_empty_string),
	cmocka_unit_test(test_formats_of_all_lengths),
	cmocka_unit_test(test_room_that_overflows_ends_with_3), cmocka_unit_test(test_code_points),
	cmocka_unit_test(test_sequences_that_are_not_utf_8),
	cmocka_unit_test(test_decoding_stays_in_its_length),
	cmocka_unit_test(test_counting_at_every_offset),
	cmocka_unit_test(test_what_a_terminal_is_shown), cmocka_unit_test(test_json),
	cmocka_unit_test(test_equal), cmocka_unit_test(test_having))
