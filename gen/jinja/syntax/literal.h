/* The literals of an expression: how far they reach and what they stand for. */
#ifndef JINJA_SYNTAX_LITERAL_H
#define JINJA_SYNTAX_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jinja/value/value.h"

struct arena;
struct syntax_error;

enum {
	LEXER_DEEPEST = 60
}; /* brackets in brackets; Python's own recursion ends Jinja's parser near 70 */

bool
literal_is_word(char character);

/* How many of `length` bytes are a float or an integer literal; 0 if none (Jinja: "Literals"). */
size_t
literal_float_length(const char *bytes, size_t length);

size_t
literal_integer_length(const char *bytes, size_t length);

/* The number that bytes[start] to bytes[end - 1] stand for. */
struct value
literal_number(
	const char *bytes, uint32_t start, uint32_t end, bool is_float, struct syntax_error *error);

/* The string between its quotes with Python's escapes resolved, in `arena`. */
struct value
literal_string(struct arena *arena, const char *bytes, uint32_t start, uint32_t end,
	struct syntax_error *error);

#endif
