/* The names that a template sees. */
#ifndef JINJA_OBJECT_JINJA_CONTEXT_H
#define JINJA_OBJECT_JINJA_CONTEXT_H

#include <stddef.h>

#include "jinja/value/value.h"

struct block_stack;
struct dict;
struct name;
struct render;
struct template;

/* A chain of dicts that names are looked up in. */
struct names {
	const struct dict *dict;
	const struct names *outer;
};

/* jinja2: Context. */
struct context {
	struct dict *vars;         /* set at the top of the template */
	const struct names *names; /* what it was given */
	struct dict *exported;     /* names of `vars` that a module shows */
	struct block_stack *blocks;
	size_t block_count;
	struct dict *block_numbers; /* name → number among them */
	const struct template *template;
};

/* A context for `template` with `names` behind it. */
struct context *
context_new(struct render *render, const struct template *template, const struct names *names);

/* The value of `name`; false if there is none. */
bool
context_find(const struct context *context, const struct name *name, struct value *value);

#endif
