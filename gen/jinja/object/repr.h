/* str() and repr() of values. */
#ifndef JINJA_OBJECT_REPR_H
#define JINJA_OBJECT_REPR_H

#include "jinja/value/value.h"

struct render;
struct text;

/* Appends what Python's str() gives, which is what {{ }} prints. Fails for strict undefined values. */
void
write_value(struct render *render, struct text *text, struct value value);

/* Appends what Python's repr() gives. */
void
write_repr(struct render *render, struct text *text, struct value value);

/* Appends the shortest digits that read back as `number`, as Python's repr(float). */
void
write_float(struct render *render, struct text *text, double number);

/* str() of a value as a string value. */
struct value
value_to_string(struct render *render, struct value value);

/* A string value's bytes, for messages only, shortened. */
const char *
value_for_message(struct render *render, struct value value);

#endif
