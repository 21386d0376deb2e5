/* Undefined values (jinja2: Undefined): names, attributes and items that are not there. */
#ifndef JINJA_OBJECT_UNDEFINED_H
#define JINJA_OBJECT_UNDEFINED_H

#include "jinja/value/value.h"

struct name;
struct render;

struct undefined {
	const char *hint;   /* the message, or NULL: it is made of owner and key */
	struct value owner; /* of an attribute or item; VALUE_MISSING for a variable */
	struct value key;
	bool lenient; /* jinja2.Undefined; else jinja2.StrictUndefined */
};

/* The value of a variable that no scope has. */
struct value
undefined_variable(struct render *render, const struct name *name);

/* The value of an attribute or item that `owner` does not have. */
struct value
undefined_attribute(struct render *render, struct value owner, struct value key);

/*
 * An undefined value with a message of its own. A `lenient` one is not strict even where undefined
 * is strict.
 */
struct value
undefined_hint(struct render *render, bool lenient, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends the rendering with the message of an undefined value. */
_Noreturn void
undefined_fail(struct render *render, struct value value);

/* Ends the rendering if `value` is undefined. */
void
undefined_check(struct render *render, struct value value);

/* Ends the rendering if `value` is undefined and strict. */
void
undefined_check_strict(struct render *render, struct value value);

#endif
