/* What Python says of values: types, truth, length, order. */
#ifndef JINJA_OBJECT_VALUES_H
#define JINJA_OBJECT_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "jinja/value/value.h"

struct render;

/* Python's type(value).__name__. */
const char *
value_type_name(struct value value);

/* bool(value). Fails for an undefined value where undefined is strict. */
bool
value_truth(struct render *render, struct value value);

/* dict_can_hold; the steps that hashing the key takes are counted. */
bool
value_can_be_key(struct render *render, struct value key);

/* len(value) in `*length`; false if the value has no length. */
bool
value_length(struct render *render, struct value value, int64_t *length);

/* a == b. */
bool
value_equal(struct render *render, struct value a, struct value b);

/*
 * -1, 0, 1 for a < b, a == b, a > b; 2 where none of them holds (NaN). Fails for values without an
 * order; `symbol` is the operator in the message.
 */
int
value_order(struct render *render, struct value a, struct value b, const char *symbol);

/* a is b, as far as a template can see it. */
bool
value_identical(struct value a, struct value b);

/* item in container. */
bool
value_contains(struct render *render, struct value container, struct value item);

/*
 * An integer or boolean as an integer. Fails for any other value; `what` names it in the message.
 */
int64_t
value_index(struct render *render, struct value value, const char *what);

/*
 * Fails because `value` cannot be a key: Python refuses it, or it is hashed by identity, which is
 * not supported.
 */
_Noreturn void
value_fail_unhashable(struct render *render, struct value value);

/* Whether the string has no character beyond ASCII. */
bool
value_is_ascii(struct value string);

/* Whether the value is the string `word`. */
bool
value_is_word(struct value value, const char *word);

/* Whether the value is a boolean, integer or float. */
bool
value_is_number(struct value value);

/* A number as a float. */
double
value_number(struct value value);

/* A boolean or integer as an integer. */
int64_t
value_whole(struct value value);

#endif
