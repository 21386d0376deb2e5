/* What Python says of values: types, truth, length, order. */
#ifndef JINJA_OBJECT_VALUES_H
#define JINJA_OBJECT_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "jinja/value/value.h"

struct render;

/* as Python's type().__name__ */
const char *
value_type_name(struct value value);

bool
value_truth(struct render *render, struct value value);

/* dict_can_hold, with what it takes to hash the key counted. */
bool
value_can_be_key(struct render *render, struct value key);

/* The number of items; false if the value has no length. */
bool
value_length(struct render *render, struct value value, int64_t *length);

bool
value_equal(struct render *render, struct value a, struct value b);

/* -1, 0, 1 for a < b, a == b, a > b; 2 if neither (NaN). Values without an order fail. */
int
value_order(struct render *render, struct value a, struct value b, const char *symbol);

bool
value_identical(struct value a, struct value b);

bool
value_contains(struct render *render, struct value container, struct value item);

/* Fails unless the value is of the kind; `what` names it in the message. */
int64_t
value_index(struct render *render, struct value value, const char *what);

/* Fails because `value` cannot be a key: Python says so, or we do of what it hashes by identity. */
_Noreturn void
value_fail_unhashable(struct render *render, struct value value);

bool
value_is_ascii(struct value string);

/* Whether the value is the string `word`. Strings of templates have no NUL behind them. */
bool
value_is_word(struct value value, const char *word);

/* boolean, integer or float */
bool
value_is_number(struct value value);

double
value_number(struct value value);

/* A boolean or integer as an integer. */
int64_t
value_whole(struct value value);

#endif
