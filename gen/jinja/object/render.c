#include "jinja/object/render.h"

#include <stdarg.h>

#include "jinja/object/frame.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/script.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/value/dict.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/banned.h"

static void
add_notes(struct render *render)
{
	for (const struct trace *trace = render->trace; trace; trace = trace->outer)
		if (trace->tmpl)
			diagnostic_note(render->diagnostics,
				(struct place){trace->tmpl->source,
					script_offset(&trace->tmpl->script, trace->start),
					script_offset(&trace->tmpl->script, trace->end)},
				NOTE_CALLED_HERE);
	if (render->while_rendering)
		diagnostic_note(render->diagnostics, (struct place){NULL, 0, 0},
			NOTE_WHILE_RENDERING, render->while_rendering);
}

_Noreturn void
render_fail(struct render *render, const char *format, ...)
{
	const struct jinja_template *tmpl =
		render->frame ? render->frame->routine->tmpl : render->tmpl;
	const struct place place = {tmpl->source, script_offset(&tmpl->script, render->start),
		script_offset(&tmpl->script, render->end)};
	struct text message = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&message, format, arguments);
	va_end(arguments);
	diagnostic_error(render->diagnostics, place, "%s", message.bytes);
	text_free(&message);
	add_notes(render);
	longjmp(render->out_of_it, 1);
}

_Noreturn void
render_fail_broken(struct render *render, const struct jinja_template *tmpl)
{
	syntax_error_report(tmpl->broken, tmpl->source, render->diagnostics);
	add_notes(render);
	longjmp(render->out_of_it, 1);
}

_Noreturn void
render_fail_steps(struct render *render)
{
	render_fail(render, MISTAKE_STEPS, BUDGET_STEPS, BUDGET_STEPS_OF_BYTE,
		BUDGET_STEPS_OF_VARIANT, BUDGET_VARIANTS);
}

_Noreturn void
render_fail_output(struct render *render)
{
	render->budget->bytes = -1; /* nothing more is rendered */
	if (render->out_most == OUTPUT_LARGEST)
		render_fail(render, MISTAKE_OUTPUT_LARGE, OUTPUT_LARGEST >> 20);
	render_fail(render, MISTAKE_RENDERED_LARGE, BUDGET_BYTES >> 20, BUDGET_BYTES_OF_BYTE,
		BUDGET_BYTES_OF_VARIANT, BUDGET_VARIANTS);
}

void *
render_allocate(struct render *render, size_t size)
{
	return heap_allocate(&render->heap, size);
}

struct value
render_string(struct render *render, const char *bytes, size_t length)
{
	return value_string(heap_copy(&render->heap, bytes, length), length);
}

struct value
render_scratch(struct render *render, size_t start)
{
	const size_t length = render->scratch.length - start;

	if (length > OUTPUT_LARGEST)
		render_fail(render, MISTAKE_STRING_LARGE);
	render_step_bytes(render, length);
	render->scratch.length = start;
	return length ? render_string(render, render->scratch.bytes + start, length)
		      : value_string("", 0);
}

struct value
render_captured(struct render *render, size_t start)
{
	const size_t length = render->out->length - start;

	render_step_bytes(render, length);
	render->out->length = start;
	return length ? render_string(render, render->out->bytes + start, length)
		      : value_string("", 0);
}

struct value
render_new_list(struct render *render, size_t room)
{
	return (struct value){.kind = VALUE_LIST, .list = list_new(&render->heap, room)};
}

struct value
render_new_tuple(struct render *render, const struct value *items, size_t count)
{
	struct list *list = list_new(&render->heap, count);

	for (size_t i = 0; i < count; i++)
		list->items[i] = items[i];
	list->count = count;
	return (struct value){.kind = VALUE_TUPLE, .list = list};
}

struct value
render_new_dict(struct render *render)
{
	return (struct value){.kind = VALUE_DICT, .dict = dict_new(&render->heap)};
}
