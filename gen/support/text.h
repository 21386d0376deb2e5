/*
 * Growing text: bytes with a length. `bytes` is never NULL and has a NUL behind the last byte, so
 * that it is a string at any time; before anything was appended it is a shared empty one. So each
 * text starts as TEXT_EMPTY, those in structs too: {0} will not do.
 */
#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *bytes; /* may be read up to `length`, and written up to there where `length` is not 0 */
	size_t length;
	size_t capacity; /* of the memory at `bytes`; 0: it is the shared empty string */
};

/* The shared empty string, which nothing writes. */
extern char text_nothing[];

/* What a text is before anything is appended; then text_free gives the memory back. */
#define TEXT_EMPTY                                                                                 \
	{                                                                                          \
		.bytes = text_nothing                                                              \
	}

/*
 * Makes room for `more` bytes behind the last, so that they can be written there in place. Whoever
 * writes them sets `length`, and the NUL behind it.
 */
void
text_reserve(struct text *text, size_t more);

/* Appending never fails: without memory the program ends with 3, as with an arena. */
static inline void
text_append(struct text *text, const char *bytes, size_t length)
{
	if (text->capacity - text->length <= length)
		text_reserve(text, length);
	if (length)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_append_string(struct text *text, const char *string);

void
text_append_character(struct text *text, char character);

void
text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

void
text_format_list(struct text *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* Cuts it to its first `length` bytes, and ends it with its NUL there. */
void
text_cut(struct text *text, size_t length);

/* Makes it empty again and keeps its memory. */
void
text_clear(struct text *text);

/* Gives the memory back; the text is empty again and can be used on. */
void
text_free(struct text *text);

/* The code point `point` as UTF-8 (RFC 3629). */
void
text_append_code_point(struct text *text, uint32_t point);

/*
 * The number of bytes of the UTF-8 sequence that starts `bytes` (`length` bytes are there), its
 * code point in `*point`; 0 if it is none: overlong, a surrogate, past U+10FFFF or cut short
 * (Unicode 15, table 3-7).
 */
size_t
text_decode(const char *bytes, size_t length, uint32_t *point);

/* How many code points `length` bytes of valid UTF-8 hold. */
size_t
text_count_points(const char *bytes, size_t length);

/*
 * Appends `length` bytes so that a terminal shows them and nothing else happens: control
 * characters, bidirectional controls and invalid bytes become \xHH or \u{HHHH}; tab becomes a
 * space.
 */
void
text_append_visible(struct text *text, const char *bytes, size_t length);

/* The same of many lines: their ends stay, and so do tabs. */
void
text_append_visible_lines(struct text *text, const char *bytes, size_t length);

/*
 * Appends `length` bytes as a JSON string with its quotes (RFC 8259, section 7). What
 * text_append_visible does not show as it is becomes \uHHHH, and each invalid byte U+FFFD, so that
 * it is always JSON and a terminal shows it.
 */
void
text_append_json(struct text *text, const char *bytes, size_t length);

/* Whether two strings of bytes are the same. */
bool
text_equal(const char *a, size_t a_length, const char *b, size_t b_length);

/* Whether the wanted bytes are somewhere in the others. */
bool
text_has(const char *bytes, size_t length, const char *wanted, size_t wanted_length);

#endif
