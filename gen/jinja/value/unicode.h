/* Code points: white space, words, letter case, what can be printed. As Python's str knows them. */
#ifndef JINJA_VALUE_UNICODE_H
#define JINJA_VALUE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* str.isspace(), which is also \s of a regular expression */
bool
unicode_is_space(uint32_t point);

/* str.isalnum() or an underscore: \w of a regular expression */
bool
unicode_is_word(uint32_t point);

/* str.isdecimal(): \d of a regular expression */
bool
unicode_is_decimal(uint32_t point);

/* str.isprintable() */
bool
unicode_is_printable(uint32_t point);

/* Whether the case of this point is not simple: mappings below do not hold for it. */
bool
unicode_is_odd(uint32_t point);

uint32_t
unicode_to_upper(uint32_t point);

uint32_t
unicode_to_lower(uint32_t point);

/* The bytes of the UTF-8 sequence at `bytes`, which is valid. */
size_t
unicode_length(const char *bytes);

/* The code point at `bytes`, `*length` its bytes. */
uint32_t
unicode_point(const char *bytes, size_t *length);

/* The bytes of the white space that `bytes` start with. */
size_t
unicode_space_length(const char *bytes, size_t length);

/* The length without the white space at the end. */
size_t
unicode_trimmed_length(const char *bytes, size_t length);

/* How many bytes the first `points` code points take; at most `length`. */
size_t
unicode_offset(const char *bytes, size_t length, size_t points);

#endif
