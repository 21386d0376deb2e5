/* The block statement, and calls of blocks. */
#ifndef JINJA_RUN_EXECUTE_BLOCK_H
#define JINJA_RUN_EXECUTE_BLOCK_H

#include "jinja/value/value.h"

struct jinja_context;
struct locals;
struct names;
struct render;
struct statement;

/* Runs the most derived block of that name. */
void
execute_block(struct render *render, const struct statement *statement);

/* Runs the block that `reference` stands for; what it writes is the result. */
struct value
execute_block_call(struct render *render, struct value reference);

/*
 * The names of `context` with those of a scope on top, as they are now (jinja2: Context.get_all).
 */
const struct names *
execute_snapshot(
	struct render *render, const struct jinja_context *context, const struct locals *locals);

#endif
