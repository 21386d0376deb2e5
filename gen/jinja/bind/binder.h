/* A template while its names are bound, and what holds where a statement stands. */
#ifndef JINJA_BIND_BINDER_H
#define JINJA_BIND_BINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct builder;
struct jinja_template;
struct routine;
struct symbols;
struct syntax_error;

/* What holds where a statement stands (jinja2: Frame). */
struct bind_frame {
	struct symbols *symbols;
	bool toplevel, rootlevel, soft; /* as jinja2 has them; soft: inside an if */
	bool in_template_output;        /* jinja2: require_output_check */
	bool in_loop;                   /* break and continue have a loop to end, in this routine */
	bool defaults;                  /* the defaults of a macro are bound */
};

/* A template while it is bound. */
struct binder {
	struct jinja_template *tmpl;
	struct arena *arena;
	struct map *names;
	struct map blocks; /* by name */
	struct syntax_error *error;
	bool extends_at_root; /* jinja2: has_known_extends */
	size_t extends;
};

/* The name object of a word. */
const struct name *
bind_word(struct binder *binder, const char *string);

/* The frame inside a statement at `at` that has names of its own. */
struct bind_frame
bind_inside(const struct bind_frame *at, struct symbols *symbols);

/*
 * Begins a routine; `builder` then gives out its slots. `outer` builds the routine around it, or is
 * NULL.
 */
void
bind_routine(struct builder *builder, struct binder *binder, struct routine *routine,
	struct builder *outer);

#endif
