#include "jinja/object/jinja_context.h"

#include "jinja/object/render.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "support/banned.h"

struct jinja_context *
jinja_context_new(
	struct render *render, const struct jinja_template *tmpl, const struct names *names)
{
	struct jinja_context *context = render_allocate(render, sizeof(*context));

	*context = (struct jinja_context){.vars = dict_new(&render->heap),
		.names = names,
		.exported = dict_new(&render->heap),
		.tmpl = tmpl};
	return context;
}

bool
jinja_context_find(
	const struct jinja_context *context, const struct name *name, struct value *value)
{
	const struct value *found = NULL;

	if (context->vars->count)
		found = dict_find_string(context->vars, name->bytes, name->length, name->hash);
	for (const struct names *names = context->names; names && !found; names = names->outer)
		found = dict_find_string(names->dict, name->bytes, name->length, name->hash);
	if (found)
		*value = *found;
	return found != NULL;
}
