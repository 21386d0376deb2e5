/* Comparing numbers and the keys of dicts, as Python does. */
#ifndef JINJA_VALUE_COMPARE_H
#define JINJA_VALUE_COMPARE_H

#include "jinja/value/value.h"

/* Whether two hashable values are equal in Python. */
bool
compare_keys(struct value a, struct value b);

/* -1, 0, 1 by value, exactly, 2 if one is NaN. Both are booleans, integers or floats. */
int
compare_numbers(struct value a, struct value b);

#endif
