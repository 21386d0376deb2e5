/* The values of expressions. */
#ifndef JINJA_RUN_EVALUATE_H
#define JINJA_RUN_EVALUATE_H

#include "jinja/object/render.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/value.h"

/* The value of `expression`. */
struct value
evaluate(struct render *render, const struct expression *expression);

/* Makes messages point to `expression` from now on. */
static inline void
evaluate_at(struct render *render, const struct expression *expression)
{
	render->start = expression->start;
	render->end = expression->end;
}

#endif
