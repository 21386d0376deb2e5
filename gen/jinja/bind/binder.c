#include "jinja/bind/binder.h"

#include <string.h>

#include "jinja/bind/symbols.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/parser.h"
#include "support/banned.h"

const struct name *
bind_word(struct binder *binder, const char *string)
{
	return name_of(binder->arena, binder->names, string, strlen(string));
}

struct bind_frame
bind_inside(const struct bind_frame *at, struct symbols *symbols)
{
	return (struct bind_frame){.symbols = symbols,
		.in_template_output = at->in_template_output,
		.in_loop = at->in_loop};
}

void
bind_routine(struct builder *builder, struct binder *binder, struct routine *routine,
	struct builder *outer)
{
	*builder = (struct builder){.outer = outer,
		.arena = binder->arena,
		.routine = routine,
		.depth = outer ? outer->depth + 1 : 0};
	routine->tmpl = binder->tmpl;
	routine->slots = 1;
}
