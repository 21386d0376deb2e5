/* Python's str methods as functions, for filters and methods alike. */
#ifndef JINJA_LIBRARY_STRINGS_H
#define JINJA_LIBRARY_STRINGS_H

#include "jinja/value/value.h"

struct render;

enum letter_case { CASE_UPPER, CASE_LOWER, CASE_CAPITAL, CASE_TITLE, CASE_SWAPPED };

enum justify { JUSTIFY_LEFT, JUSTIFY_RIGHT, JUSTIFY_CENTER };

/* The text in another case. Fails for letters whose case is not simple. */
struct value
string_map_case(struct render *render, struct value text, enum letter_case letter_case);

/* str.strip(), lstrip() and rstrip(). `characters` is a string, or none for white space. */
struct value
string_strip(
	struct render *render, struct value text, struct value characters, bool left, bool right);

/* str.ljust(), rjust() and center() with the character `fill`. */
struct value
string_justify(struct render *render, struct value text, int64_t width, struct value fill,
	enum justify justify);

/* str.replace(); a negative `count` is no bound. */
struct value
string_replace(struct render *render, struct value text, struct value old, struct value replacement,
	int64_t count);

/*
 * str.split(), and with `from_right` rsplit(). `separator` is a string, or none for white space; a
 * negative `most` is no bound.
 */
struct value
string_split(struct render *render, struct value text, struct value separator, int64_t most,
	bool from_right);

/* str.partition(), and with `last` rpartition(). */
struct value
string_partition(struct render *render, struct value text, struct value separator, bool last);

/* str.splitlines(). */
struct value
string_split_lines(struct render *render, struct value text, bool keep_ends);

/*
 * The offset of the first or last `needle` in `text` between the offsets `from` and `to`; -1 if
 * there is none.
 */
int64_t
string_find(struct render *render, struct value text, struct value needle, size_t from, size_t to,
	bool last);

/* A string in lower case unless `case_sensitive`; any other value as it is. */
struct value
string_ignore_case(struct render *render, struct value value, bool case_sensitive);

#endif
