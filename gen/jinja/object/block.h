/* Blocks of templates, and `self` and `super` as values. */
#ifndef JINJA_OBJECT_BLOCK_H
#define JINJA_OBJECT_BLOCK_H

#include <stddef.h>

#include "jinja/value/value.h"

struct jinja_context;
struct name;
struct render;
struct routine;
struct jinja_template;

/* The blocks of one name, the most derived template's first. */
struct block_stack {
	const struct name *name;
	const struct routine **routines; /* of `count` templates */
	size_t count;
};

/* A block as a value. */
struct block_reference {
	const struct block_stack *stack;
	size_t index;
	struct jinja_context *context;
};

/* Adds the blocks of `tmpl` behind those that the context has. */
void
block_add_all(
	struct render *render, struct jinja_context *context, const struct jinja_template *tmpl);

/* The blocks called `name`, or NULL. */
struct block_stack *
block_find(const struct jinja_context *context, const struct name *name);

/* Block number `index` of a stack as a value; undefined if there is none. */
struct value
block_refer(struct render *render, struct jinja_context *context, const struct block_stack *stack,
	size_t index);

/* self.NAME, or VALUE_MISSING. */
struct value
block_of_self(struct render *render, struct jinja_context *context, struct value name);

/* super() */
struct value
block_super(struct render *render, struct block_reference *reference);

#endif
