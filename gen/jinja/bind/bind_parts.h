/*
 * What the files bind*.c share: bind.c binds templates and statements, the others what their names
 * say.
 */
#ifndef JINJA_BIND_BIND_PARTS_H
#define JINJA_BIND_BIND_PARTS_H

#include "jinja/bind/bind.h"
#include "jinja/bind/symbols.h"

/* jinja2: Frame. What holds where a statement stands, and its names. */
struct bind_frame {
	struct symbols *symbols;
	bool toplevel, rootlevel, soft;
	bool in_template_output; /* jinja2: require_output_check */
	bool in_loop;            /* break and continue have a loop to end, in this routine */
	bool defaults;           /* the defaults of a macro are bound */
};

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

/* What holds inside a statement at `at` that has its own names. */
struct bind_frame
place_inside(const struct bind_frame *at, struct symbols *symbols);

/* Begins a routine, whose slots `builder` hands out; `outer` is that of the routine around it, or NULL. */
void
bind_routine(struct builder *builder, struct binder *binder, struct routine *routine,
	struct builder *outer);

/* Each binds the names of one kind of node. `expression` may be NULL. */
void
bind_expression(struct binder *binder, struct bind_frame *at, struct expression *expression);

void
bind_target(struct binder *binder, struct bind_frame *at, struct expression *target);

void
bind_macro(struct binder *binder, struct bind_frame *at, struct statement *statement);

void
bind_call_block(struct binder *binder, struct bind_frame *at, struct statement *statement);

void
bind_for(struct binder *binder, struct bind_frame *at, struct statement *statement);

void
bind_body(struct binder *binder, struct bind_frame *at, const struct body *body);

#endif
