#include "jinja/object/macro.h"

#include "jinja/object/render.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "support/text.h"
#include "support/banned.h"

static bool
is_named(struct value name, const char *word)
{
	return text_equal(name.bytes, name.length, word, strlen(word));
}

struct value
macro_attribute(struct render *render, const struct macro *macro, struct value name)
{
	const struct macro_definition *definition = macro->definition;

	if (is_named(name, "name"))
		return definition->routine.name ? value_string(definition->routine.name->bytes,
							  definition->routine.name->length)
						: value_none();
	if (is_named(name, "catch_kwargs"))
		return value_boolean(definition->kwargs != 0);
	if (is_named(name, "catch_varargs"))
		return value_boolean(definition->varargs != 0);
	if (is_named(name, "caller"))
		return value_boolean(definition->uses_caller);
	if (is_named(name, "explicit_caller"))
		return value_boolean(definition->explicit_caller);
	if (!is_named(name, "arguments"))
		return (struct value){.kind = VALUE_MISSING};
	struct value tuple = render_new_tuple(render, NULL, 0);

	for (size_t i = 0; i < definition->count; i++)
		list_append(&render->heap, tuple.list,
			value_string(definition->parameters[i].name->bytes,
				definition->parameters[i].name->length));
	return tuple;
}
