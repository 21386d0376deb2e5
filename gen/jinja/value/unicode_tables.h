/* The tables behind unicode.h; tests/jinja/unicode-tables.py writes them. */
#ifndef JINJA_VALUE_UNICODE_TABLES_H
#define JINJA_VALUE_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

struct unicode_range {
	uint32_t first, last;
};

/* Every `step`th point from first to last maps to itself plus `delta`. */
struct unicode_case {
	uint32_t first, last, step;
	int32_t delta;
};

/* All ascending, beyond ASCII. `odd`: letters whose case does not map one to one, or not simply. */
extern const struct unicode_range unicode_printable[], unicode_word[], unicode_decimal[],
	unicode_odd[];
extern const struct unicode_case unicode_upper[], unicode_lower[];
extern const size_t unicode_printable_count, unicode_word_count, unicode_decimal_count,
	unicode_odd_count, unicode_upper_count, unicode_lower_count;

#endif
