/* Arithmetic. */
#ifndef JINJA_OBJECT_OPERATE_H
#define JINJA_OBJECT_OPERATE_H

#include "jinja/syntax/ast.h"
#include "jinja/value/value.h"

struct render;

/* `left` and `right` under an operator with two sides. */
struct value
operate(struct render *render, enum expression_kind kind, struct value left, struct value right);

struct value
operate_negative(struct render *render, struct value value);

struct value
operate_positive(struct render *render, struct value value);

#endif
