/* The statements of a template. */
#ifndef JINJA_RUN_EXECUTE_H
#define JINJA_RUN_EXECUTE_H

#include "jinja/syntax/ast.h"
#include "jinja/value/value.h"

struct frame;
struct render;
struct span;

/* How a statement ends: FLOW_BREAK and FLOW_CONTINUE leave all bodies up to the loop. */
enum flow { FLOW_ON, FLOW_BREAK, FLOW_CONTINUE };

/* Runs the statements of a body until one of them breaks or continues. */
enum flow
execute_body(struct render *render, const struct body *body);

/* Gives the slots of a scope the values that they have where the scope is entered. */
void
execute_enter(struct render *render, const struct scope *scope);

/* Empties the slots of a scope. */
void
execute_leave(struct render *render, const struct scope *scope);

/* Assigns `value` to a name or a tuple of names. */
void
execute_assign(struct render *render, const struct expression *target, struct value value);

/* The slot of a variable, as the running routine sees it. */
struct value *
execute_slot(struct render *render, struct variable variable);

/*
 * Begins an output, or a round of a loop in `frame` whose variables are of `level`. `span` has to be
 * there until execute_end, which gives back the memory that was taken since, unless heap_keep was
 * called.
 */
void
execute_begin(struct render *render, struct span *span, const struct frame *frame, unsigned level);

void
execute_end(struct render *render);

/* Sets a variable. */
void
execute_set(struct render *render, struct variable variable, struct value value);

#endif
