#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/syntax/parser.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/source.h"
#include "support/banned.h"

/* What the beginning and the end of a rendering take; to find a template, to look for its file. */
enum { RENDERING_STEPS = 100, FIND_STEPS = 5, LOOK_STEPS = 2000 };

struct environment {
	struct arena arena;
	struct arena tokens; /* of the template that is being compiled */
	struct environment_options options;
	template_finder *finder;
	void *finder_data;
	struct map names, templates;
	struct heap heap; /* kept from rendering to rendering */
	struct text scratch;
	struct dict *globals;
};

static struct dict *
list_globals(struct arena *arena)
{
	struct heap heap = heap_of_arena(arena);
	struct dict *dict = dict_new(&heap);

	for (const struct builtin *global = globals; global->name; global++)
		dict_set(&heap, dict, value_text(global->name),
			(struct value){.kind = VALUE_FUNCTION, .function = global});
	return dict;
}

struct environment *
environment_new(struct environment_options options, template_finder *finder, void *finder_data)
{
	struct environment *environment = memory_resize(NULL, sizeof(*environment));

	*environment = (struct environment){
		.options = options,
		.finder = finder,
		.finder_data = finder_data,
		.scratch = TEXT_EMPTY,
	};
	environment->globals = list_globals(&environment->arena);
	return environment;
}

void
environment_free(struct environment *environment)
{
	if (!environment)
		return;
	heap_free(&environment->heap);
	text_free(&environment->scratch);
	arena_free(&environment->arena);
	free(environment);
}

static void
read_template(
	struct environment *environment, struct template *template, struct syntax_error *error)
{
	const uint32_t invalid = source_find_invalid(template->source, 0);

	template->script = script_of_source(&environment->arena, template->source,
		environment->options.whitespace.keep_trailing_newline);
	error->script = &template->script;
	if (invalid < template->source->length)
		syntax_error_raise(error, invalid, invalid + 1, MISTAKE_NOT_UTF8);
	struct parser parser = {
		.arena = &environment->arena,
		.names = &environment->names,
		.error = error,
		.token = lexer_read(&environment->arena, &environment->tokens, &template->script,
			environment->options.whitespace, error),
	};

	template->root.body = parser_read(&parser);
	bind_template(template, &environment->arena, &environment->names, error);
}

static struct template *
compile(struct environment *environment, const struct source *source, const struct name *name)
{
	struct template *template = arena_allocate(&environment->arena, sizeof(*template));
	struct syntax_error *error = arena_allocate(&environment->arena, sizeof(*error));

	*template = (struct template){.name = name, .source = source};
	error->arena = &environment->arena;
	if (setjmp(error->out) == 0)
		read_template(environment, template, error);
	else
		template->broken = error;
	arena_free(&environment->tokens);
	return template;
}

/* The compiled template of this name, broken or not, or NULL. */
static struct template *
find_template(struct environment *environment, const char *name, size_t length)
{
	struct template *template = map_get(&environment->templates, name, length);
	const struct source *source;

	if (template)
		return template;
	source = environment->finder(environment->finder_data, name, length);
	if (!source)
		return NULL;
	const struct name *word = name_of(&environment->arena, &environment->names, name, length);

	template = compile(environment, source, word);
	map_set(&environment->templates, &environment->arena, word->bytes, word->length, template);
	return template;
}

static void
add_notes(struct render *render)
{
	for (const struct trace *trace = render->trace; trace; trace = trace->outer)
		if (trace->template)
			diagnostic_note(render->diagnostics,
				(struct place){trace->template->source,
					script_offset(&trace->template->script, trace->start),
					script_offset(&trace->template->script, trace->end)},
				NOTE_CALLED_HERE);
	if (render->while_rendering)
		diagnostic_note(render->diagnostics, (struct place){NULL, 0, 0},
			NOTE_WHILE_RENDERING, render->while_rendering);
}

_Noreturn void
render_fail(struct render *render, const char *format, ...)
{
	const struct template *template =
		render->frame ? render->frame->routine->template : render->template;
	const struct place place = {template->source,
		script_offset(&template->script, render->start),
		script_offset(&template->script, render->end)};
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
render_fail_steps(struct render *render)
{
	render_fail(render, MISTAKE_STEPS, BUDGET_STEPS, BUDGET_STEPS_OF_BYTE,
		BUDGET_STEPS_OF_VARIANT, BUDGET_VARIANTS);
}

_Noreturn void
render_fail_output(struct render *render)
{
	render->environment->options.budget->bytes = -1; /* nothing more is rendered */
	if (render->out_most == OUTPUT_LARGEST)
		render_fail(render, MISTAKE_OUTPUT_LARGE, OUTPUT_LARGEST >> 20);
	render_fail(render, MISTAKE_RENDERED_LARGE, BUDGET_BYTES >> 20, BUDGET_BYTES_OF_BYTE,
		BUDGET_BYTES_OF_VARIANT, BUDGET_VARIANTS);
}

const struct template *
render_find_template(struct render *render, struct value name)
{
	struct environment *environment = render->environment;
	const struct template *template = map_get(&environment->templates, name.bytes, name.length);

	render_step(render, (template ? FIND_STEPS : LOOK_STEPS) + name.length / 64);
	if (!template)
		template = find_template(environment, name.bytes, name.length);
	if (template && template->broken) {
		syntax_error_report(template->broken, template->source, render->diagnostics);
		add_notes(render);
		longjmp(render->out_of_it, 1);
	}
	return template;
}

static void
heap_full(void *data)
{
	render_fail(data, MISTAKE_MEMORY, BUDGET_MEMORY >> 20, BUDGET_MEMORY_OF_BYTE,
		BUDGET_MEMORY_OF_VARIANT, BUDGET_VARIANTS);
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

struct frame *
frame_new(struct render *render, const struct routine *routine, struct frame *outer,
	struct context *context)
{
	render_step(render, routine->slots / 4);
	struct frame *frame =
		render_allocate(render, sizeof(*frame) + routine->slots * sizeof(frame->slots[0]));

	*frame = (struct frame){.outer = outer,
		.context = context,
		.routine = routine,
		.birth = heap_position(&render->heap)};
	for (uint32_t i = 0; i < routine->slots; i++)
		frame->slots[i].kind = VALUE_MISSING;
	return frame;
}

void
render_enter_call(struct render *render, struct trace *trace)
{
	const struct template *template = render->frame ? render->frame->routine->template : NULL;

	render_step(render, 20);
	if (++render->calls > CALLS_DEEPEST)
		render_fail(render, MISTAKE_RECURSION);
	*trace = (struct trace){render->trace, template, render->start, render->end};
	render->trace = trace;
}

void
render_leave_call(struct render *render, const struct trace *trace)
{
	render->calls--;
	render->trace = trace->outer;
	render->start = trace->start;
	render->end = trace->end;
}

/* The budget pays for what a rendering took, and for what it leaves in `out` if it did not fail. */
static void
pay(struct budget *budget, const struct render *render, bool failed)
{
	budget->steps = render->steps;
	if (!failed)
		budget_take(&budget->bytes, render->out->length - render->out_start);
}

static void
run(struct render *render, const struct template *template, const struct dict *context)
{
	render_step(render, RENDERING_STEPS);
	render->globals = (struct names){render->environment->globals, NULL};
	render->context_names = (struct names){context, &render->globals};
	render->modules = dict_new(&render->heap);
	execute_root(render, template, context_new(render, template, &render->context_names));
	render_step(render, 0); /* not all that counts has looked at it */
}

static bool
render_template(struct environment *environment, const struct template *template,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics)
{
	struct budget *budget = environment->options.budget;
	struct render render = {
		.environment = environment,
		.template = template,
		.strict = environment->options.strict_undefined,
		.heap = environment->heap,
		.out = out,
		.out_start = out->length,
		.scratch = environment->scratch,
		.diagnostics = diagnostics,
		.while_rendering = while_rendering,
		.steps = budget->steps,
		.out_most = budget->bytes < OUTPUT_LARGEST ? (size_t)budget->bytes : OUTPUT_LARGEST,
	};
	struct render *const running = &render;
	bool failed;

	if (budget->steps < 0 || budget->bytes < 0)
		return false;
	render.heap.limit = (size_t)budget->memory;
	render.heap.full = heap_full;
	render.heap.data = running;
	if (template->broken) {
		syntax_error_report(template->broken, template->source, diagnostics);
		add_notes(running);
		return false;
	}
	failed = setjmp(running->out_of_it) != 0;
	if (!failed)
		run(running, template, context.dict);
	text_cut(out, failed ? running->out_start : out->length);
	pay(budget, running, failed);
	text_clear(&running->scratch);
	render_freeze(running);
	environment->heap = running->heap;
	environment->scratch = running->scratch;
	heap_reset(&environment->heap);
	return !failed;
}

static const struct template *
need_template(struct environment *environment, const char *name, struct diagnostics *diagnostics)
{
	const struct template *template = find_template(environment, name, strlen(name));

	if (!template)
		diagnostic_error(
			diagnostics, (struct place){NULL, 0, 0}, MISTAKE_NO_TEMPLATE, name);
	return template;
}

bool
environment_render(struct environment *environment, const char *name, struct value context,
	const char *while_rendering, struct text *out, struct diagnostics *diagnostics)
{
	const struct template *template = need_template(environment, name, diagnostics);

	return template &&
	       render_template(environment, template, context, while_rendering, out, diagnostics);
}

bool
environment_render_source(struct environment *environment, const struct source *source,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics)
{
	const struct name *name = name_of(
		&environment->arena, &environment->names, source->name, strlen(source->name));

	return render_template(environment, compile(environment, source, name), context,
		while_rendering, out, diagnostics);
}
