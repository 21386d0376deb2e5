/* str() and repr() of values. */
#ifndef JINJA_OBJECT_REPR_H
#define JINJA_OBJECT_REPR_H

#include "jinja/value/value.h"

struct render;
struct text;

/*
 * Appends str(value), which is what {{ }} prints. Fails for an undefined value where undefined is
 * strict.
 */
void
write_value(struct render *render, struct text *text, struct value value);

/* Appends repr(value). */
void
write_repr(struct render *render, struct text *text, struct value value);

/* Appends repr(number): the shortest digits that are read as the same number. */
void
write_float(struct render *render, struct text *text, double number);

/* str(value). */
struct value
value_to_string(struct render *render, struct value value);

/* repr(value) for a message, or the type of an object: at most 80 bytes, NUL-terminated. */
const char *
value_for_message(struct render *render, struct value value);

#endif
