/* Calls: their arguments, filters and tests, macros. */
#ifndef JINJA_RUN_EVALUATE_CALL_H
#define JINJA_RUN_EVALUATE_CALL_H

#include "jinja/value/value.h"

struct arguments;
struct expression;
struct render;

/* Runs a filter or test `expression` on `subject`. */
struct value
evaluate_builtin(struct render *render, const struct expression *expression, struct value subject);

/* Calls anything that can be called; `caller`, if not NULL, is a further named argument. */
struct value
evaluate_call(
	struct render *render, const struct expression *expression, const struct value *caller);

#endif
