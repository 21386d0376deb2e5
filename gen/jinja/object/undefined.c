#include "jinja/object/undefined.h"

#include <stdarg.h>
#include <string.h>

#include "jinja/object/frame.h"
#include "jinja/object/jinja_context.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/nearest.h"
#include "support/banned.h"

static struct undefined *
make_undefined(struct render *render)
{
	struct undefined *undefined = render_allocate(render, sizeof(*undefined));

	*undefined = (struct undefined){.owner = {.kind = VALUE_MISSING},
		.key = {.kind = VALUE_MISSING},
		.lenient = !render->strict};
	return undefined;
}

struct value
undefined_variable(struct render *render, const struct name *name)
{
	struct undefined *undefined = make_undefined(render);

	undefined->key = value_string(name->bytes, name->length);
	return (struct value){.kind = VALUE_UNDEFINED, .undefined = undefined};
}

struct value
undefined_attribute(struct render *render, struct value owner, struct value key)
{
	struct undefined *undefined = make_undefined(render);

	undefined->owner = owner;
	undefined->key = key;
	return (struct value){.kind = VALUE_UNDEFINED, .undefined = undefined};
}

struct value
undefined_hint(struct render *render, bool lenient, const char *format, ...)
{
	struct undefined *undefined = make_undefined(render);
	const size_t start = render->scratch.length;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&render->scratch, format, arguments);
	va_end(arguments);
	undefined->hint = render_scratch(render, start).bytes;
	undefined->lenient = lenient || !render->strict;
	return (struct value){.kind = VALUE_UNDEFINED, .undefined = undefined};
}

static void
try_dict(struct nearest *nearest, const struct dict *dict)
{
	size_t at = 0;

	for (struct dict_entry entry; dict_next(dict, &at, &entry);)
		if (entry.key.kind == VALUE_STRING)
			nearest_try(nearest, entry.key.bytes, entry.key.length);
}

static const char *
near_variable(struct render *render, struct value key)
{
	struct nearest nearest = nearest_to(key.bytes, key.length);

	for (const struct frame *frame = render->frame; frame; frame = frame->outer)
		for (size_t i = 0; i < frame->routine->scope.count; i++) {
			const struct load *load = &frame->routine->scope.loads[i];

			if (frame->slots[load->slot].kind > VALUE_UNDEFINED)
				nearest_try(&nearest, load->name->bytes, load->name->length);
		}
	try_dict(&nearest, render->frame->context->vars);
	for (const struct names *names = render->frame->context->names; names; names = names->outer)
		try_dict(&nearest, names->dict);
	return nearest.found;
}

_Noreturn void
undefined_fail(struct render *render, struct value value)
{
	const struct undefined *undefined = value.undefined;
	const struct value key = undefined->key;
	const char *near = NULL;

	if (undefined->hint)
		render_fail(render, "%s", undefined->hint);
	if (undefined->owner.kind == VALUE_MISSING) {
		near = near_variable(render, key);
		if (near)
			render_fail(render, MISTAKE_UNDEFINED_NEAR, key.bytes, near);
		render_fail(render, MISTAKE_UNDEFINED, key.bytes);
	}
	if (key.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NO_ELEMENT, value_type_name(undefined->owner),
			value_for_message(render, key));
	if (undefined->owner.kind == VALUE_DICT) {
		struct nearest nearest = nearest_to(key.bytes, key.length);

		try_dict(&nearest, undefined->owner.dict);
		near = nearest.found;
	}
	if (near)
		render_fail(render, MISTAKE_NO_ATTRIBUTE_NEAR, value_type_name(undefined->owner),
			value_for_message(render, key), near);
	render_fail(render, MISTAKE_NO_ATTRIBUTE, value_type_name(undefined->owner),
		value_for_message(render, key));
}

void
undefined_check(struct render *render, struct value value)
{
	if (value.kind == VALUE_UNDEFINED)
		undefined_fail(render, value);
}

void
undefined_check_strict(struct render *render, struct value value)
{
	if (value.kind == VALUE_UNDEFINED && !value.undefined->lenient)
		undefined_fail(render, value);
}
