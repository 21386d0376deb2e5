/* Macros as values. */
#ifndef JINJA_OBJECT_MACRO_H
#define JINJA_OBJECT_MACRO_H

#include "jinja/value/value.h"

struct frame;
struct macro_definition;
struct render;

/* A macro keeps the frame that it was defined in. */
struct macro {
	const struct macro_definition *definition;
	struct frame *frame;
};

/* The attribute `name` of a macro, or VALUE_MISSING (jinja2: Macro). */
struct value
macro_attribute(struct render *render, const struct macro *macro, struct value name);

#endif
