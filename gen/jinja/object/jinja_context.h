/* The names that a template sees. */
#ifndef JINJA_OBJECT_JINJA_CONTEXT_H
#define JINJA_OBJECT_JINJA_CONTEXT_H

#include <stddef.h>

#include "jinja/value/value.h"

struct block_stack;
struct dict;
struct name;
struct render;
struct jinja_template;

/* A chain of dicts that names are looked up in. */
struct names {
	const struct dict *dict;
	const struct names *outer;
};

/* jinja2: Context. */
struct jinja_context {
	struct dict *vars;         /* set at the top of the template */
	const struct names *names; /* what it was given */
	struct dict *exported;     /* names of `vars` that a module shows */
	struct block_stack *blocks;
	size_t block_count;
	struct dict *block_numbers; /* name → number among them */
	const struct jinja_template *tmpl;
};

/* A context for `tmpl` with `names` behind it. */
struct jinja_context *
jinja_context_new(
	struct render *render, const struct jinja_template *tmpl, const struct names *names);

/* The value of `name`; false if there is none. */
bool
jinja_context_find(
	const struct jinja_context *context, const struct name *name, struct value *value);

#endif
