/* The object `loop` of a for statement. */
#ifndef JINJA_OBJECT_LOOP_H
#define JINJA_OBJECT_LOOP_H

#include <stdint.h>

#include "jinja/object/builtin.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/value.h"

struct frame;
struct iterator;
struct render;

/* jinja2: LoopContext. */
struct loop {
	struct iterator *iterator;
	struct value iterable; /* VALUE_MISSING if its length must be counted */
	struct value before, current, after;
	struct value changed;           /* a tuple, or VALUE_MISSING */
	int64_t index0, length, depth0; /* length -1: not known yet */
	const struct loop_statement *statement;
	struct frame *frame; /* what a recursive call runs in */
};

/* The field of a loop called `name`, or LOOP_NOTHING. */
enum loop_field
loop_field(const char *name, size_t length);

/* What the loop tells of itself now; VALUE_MISSING for LOOP_NOTHING. */
struct value
loop_tell(struct render *render, struct loop *loop, enum loop_field field);

/* Goes on to the next item; false at the end. */
bool
loop_next(struct render *render, struct loop *loop, struct value *item);

extern const struct builtin methods_of_loops[];

#endif
