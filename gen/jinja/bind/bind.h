/* Binding gives each name of a template its slot, by Jinja's rules of scope (jinja2: compiler). */
#ifndef JINJA_BIND_BIND_H
#define JINJA_BIND_BIND_H

#include "jinja/syntax/ast.h"

struct arena;
struct map;
struct syntax_error;

/* Binds all names of `tmpl`, whose root has its body. The first mistake is raised in `error`. */
void
bind_template(struct jinja_template *tmpl, struct arena *arena, struct map *names,
	struct syntax_error *error);

#endif
