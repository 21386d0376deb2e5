/* Values that are not there: what is said of them, and when. */
#ifndef JINJA_OBJECT_UNDEFINED_H
#define JINJA_OBJECT_UNDEFINED_H

#include "jinja/value/value.h"

struct name;
struct render;

struct undefined {
	const char *hint;   /* the whole message, or NULL */
	struct value owner; /* of an attribute or item; VALUE_MISSING for a variable */
	struct value key;
	bool lenient; /* jinja2.Undefined even where undefined is strict */
};

/* The value of a variable that no scope has. */
struct value
undefined_variable(struct render *render, const struct name *name);

/* The value of an attribute or item that `owner` does not have. */
struct value
undefined_attribute(struct render *render, struct value owner, struct value key);

/* An undefined value whose use ends the rendering with this message, unless it is `lenient`. */
struct value
undefined_hint(struct render *render, bool lenient, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends the rendering as an undefined value does that is used. */
_Noreturn void
undefined_fail(struct render *render, struct value value);

/* Fails if `value` is undefined. */
void
undefined_check(struct render *render, struct value value);

/* Fails if `value` is undefined and undefined is strict. */
void
undefined_check_strict(struct render *render, struct value value);

#endif
