#include "jinja/object/jinja_context.h"

#include "jinja/object/render.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "support/banned.h"

struct context *
context_new(struct render *render, const struct template *template, const struct names *names)
{
	struct context *context = render_allocate(render, sizeof(*context));

	*context = (struct context){.vars = dict_new(&render->heap),
		.names = names,
		.exported = dict_new(&render->heap),
		.template = template};
	return context;
}

bool
context_find(const struct context *context, const struct name *name, struct value *value)
{
	const struct dict_entry *entry = NULL;

	if (context->vars->count)
		entry = dict_find_string(context->vars, name->bytes, name->length, name->hash);
	for (const struct names *names = context->names; names && !entry; names = names->outer)
		entry = dict_find_string(names->dict, name->bytes, name->length, name->hash);
	if (entry)
		*value = entry->value;
	return entry != NULL;
}
