#include "jinja/value/compare.h"

#include <math.h>

#include "jinja/value/dict.h"
#include "support/text.h"
#include "support/banned.h"

static bool
is_number(struct value value)
{
	return value.kind == VALUE_BOOLEAN || value.kind == VALUE_INTEGER ||
	       value.kind == VALUE_FLOAT;
}

static int64_t
whole(struct value value)
{
	return value.kind == VALUE_BOOLEAN ? value.boolean : value.integer;
}

static int
sign(bool less, bool greater)
{
	return less ? -1 : greater ? 1 : 0;
}

/* The integer is not rounded to a double, as that would make neighbours equal. */
static int
compare_mixed(int64_t integer, double number)
{
	if (isnan(number))
		return 2;
	if (number >= 9223372036854775808.0)
		return -1;
	if (number < -9223372036854775808.0)
		return 1;
	const int64_t truncated = (int64_t)number;

	if (integer != truncated)
		return sign(integer < truncated, true);
	return sign((double)truncated<number, (double)truncated> number);
}

int
compare_numbers(struct value a, struct value b)
{
	if (a.kind == VALUE_FLOAT && b.kind == VALUE_FLOAT)
		return isnan(a.number) || isnan(b.number)
			       ? 2
			       : sign(a.number<b.number, a.number> b.number);
	if (a.kind == VALUE_FLOAT) {
		const int order = compare_mixed(whole(b), a.number);

		return order == 2 ? 2 : -order;
	}
	if (b.kind == VALUE_FLOAT)
		return compare_mixed(whole(a), b.number);
	return sign(whole(a) < whole(b), whole(a) > whole(b));
}

bool
compare_keys(struct value a, struct value b)
{
	if ((a.kind == VALUE_STRING || a.kind == VALUE_MARKUP) &&
		(b.kind == VALUE_STRING || b.kind == VALUE_MARKUP))
		return text_equal(a.bytes, a.length, b.bytes, b.length);
	if (is_number(a) && is_number(b))
		return compare_numbers(a, b) == 0;
	if (a.kind != b.kind)
		return false;
	if (a.kind != VALUE_TUPLE)
		return a.kind == VALUE_NONE;
	if (a.list->count != b.list->count)
		return false;
	for (size_t i = 0; i < a.list->count; i++)
		if (!compare_keys(a.list->items[i], b.list->items[i]))
			return false;
	return true;
}
