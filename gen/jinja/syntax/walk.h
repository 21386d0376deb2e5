/* Walking over the names of an AST, in the order in which Jinja visits them. */
#ifndef JINJA_SYNTAX_WALK_H
#define JINJA_SYNTAX_WALK_H

#include "jinja/syntax/ast.h"

enum name_use { NAME_LOADED, NAME_STORED, NAME_PARAMETER };

struct ast_walk {
	/* Called for each name, unless NULL; `start` and `end` are its place. */
	void (*name)(struct ast_walk *walk, const struct name *name, enum name_use use,
		uint32_t start, uint32_t end);
	/* Called for each block; says whether to walk into it. NULL: always. */
	bool (*block)(struct ast_walk *walk, struct statement *block);
	void *data;
};

/* Called for an expression that stands directly in another one. */
typedef void
walk_part(void *data, struct expression *part);

/* Calls `part` for each expression that stands directly in `expression`. */
void
walk_parts(const struct expression *expression, walk_part *part, void *data);

/* `expression` may be NULL. */
void
walk_expression(struct ast_walk *walk, const struct expression *expression);

/* The names of a target, used as `use`. */
void
walk_target(struct ast_walk *walk, const struct expression *target, enum name_use use);

void
walk_statement(struct ast_walk *walk, struct statement *statement);

void
walk_body(struct ast_walk *walk, const struct body *body);

/*
 * Which of the names in `wanted` (at most 8) are loaded in `body` before they are stored, as bits.
 */
unsigned
walk_undeclared(const struct body *body, const char *const *wanted, size_t count);

#endif
