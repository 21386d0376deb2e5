/* The names of a scope and where they come from, by the rules of jinja2's idtracking. */
#ifndef JINJA_BIND_SYMBOLS_H
#define JINJA_BIND_SYMBOLS_H

#include "jinja/syntax/ast.h"
#include "support/map.h"

/* A routine while its slots are given out. */
struct builder {
	struct builder *outer; /* the routine that it stands in */
	struct arena *arena;
	struct routine *routine;
	struct map slots; /* slot by level and name */
	unsigned depth;   /* routines around it */
	unsigned loops;   /* open for statements while it is bound */
};

struct symbol {
	const struct name *name;
	uint32_t slot;
	enum load_kind kind;
	struct variable alias;
	bool stored;
};

/*
 * The names of one scope. Names that are only found in a scope further out are not among them. The
 * names of a branch are those that it adds to its `base`, the names before it, or changes.
 */
struct symbols {
	struct symbols *outer;
	const struct symbols *base;
	struct builder *builder;
	unsigned level;
	struct symbol *items;
	size_t count;
	const struct locals *locals; /* those that are stored, once somebody asked */
	struct map numbers;          /* name → number of its item + 1, once there are many */
};

/* A scope in `builder`, inside `outer`, which may be NULL. */
struct symbols
symbols_new(struct builder *builder, struct symbols *outer);

/* The symbol of `name` in this scope or one further out, or NULL; `*where` is the scope. */
struct symbol *
symbols_find(struct symbols *symbols, const struct name *name, struct symbols **where);

/* The variable of `name` as seen from this scope; false if it is unknown here. */
bool
symbols_variable(struct symbols *symbols, const struct name *name, struct variable *variable);

/* Declares a parameter of the scope and returns its slot. */
uint32_t
symbols_declare(struct symbols *symbols, const struct name *name);

/*
 * Adds the names that the statements of `body`, `target` (as parameters) and `expression` use here.
 */
void
symbols_add_body(struct symbols *symbols, const struct body *body);

void
symbols_add_target(struct symbols *symbols, const struct expression *target, bool parameters);

void
symbols_add_expression(struct symbols *symbols, const struct expression *expression);

/* What is done with the slots where the scope is entered. */
struct scope
symbols_scope(const struct symbols *symbols);

#endif
