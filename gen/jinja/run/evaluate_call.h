/* Calls, filters and tests. */
#ifndef JINJA_RUN_EVALUATE_CALL_H
#define JINJA_RUN_EVALUATE_CALL_H

#include "jinja/value/value.h"

struct expression;
struct render;

/* The value of `expression`, a filter or test, for `subject`. */
struct value
evaluate_builtin(struct render *render, const struct expression *expression, struct value subject);

/*
 * The value of `expression`, a call. If `caller` is not NULL, it is given as the argument of that
 * name.
 */
struct value
evaluate_call(
	struct render *render, const struct expression *expression, const struct value *caller);

#endif
