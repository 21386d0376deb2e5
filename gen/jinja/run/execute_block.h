/* The block statement, and calls of blocks. */
#ifndef JINJA_RUN_EXECUTE_BLOCK_H
#define JINJA_RUN_EXECUTE_BLOCK_H

#include "jinja/value/value.h"

struct jinja_context;
struct locals;
struct names;
struct render;
struct statement;

void
execute_block(struct render *render, const struct statement *statement);

/* What a block that was referred to writes, as a string. */
struct value
execute_block_call(struct render *render, struct value reference);

/* jinja2: Context.get_all() with the names of the scope on top, as they are now. */
const struct names *
execute_snapshot(
	struct render *render, const struct jinja_context *context, const struct locals *locals);

#endif
