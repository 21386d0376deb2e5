#include "jinja/run/jinja.h"

#include <stdlib.h>
#include <string.h>

#include "jinja/library/globals.h"
#include "jinja/library/library.h"
#include "jinja/object/builtin.h"
#include "jinja/object/jinja_context.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undo_log.h"
#include "jinja/run/compile.h"
#include "jinja/run/execute_template.h"
#include "jinja/run/inheritance.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

enum { RENDERING_STEPS = 100 }; /* of the beginning and the end of a rendering */

struct jinja_environment {
	struct compiler compiler;
	struct jinja_options options;
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

struct jinja_environment *
jinja_environment_new(struct jinja_options options, jinja_loader *loader, void *loader_data)
{
	struct jinja_environment *environment = memory_resize(NULL, sizeof(*environment));

	*environment = (struct jinja_environment){
		.compiler = {.whitespace = options.whitespace,
			.loader = loader,
			.loader_data = loader_data,
			.folders = options.folders},
		.options = options,
		.scratch = TEXT_EMPTY,
	};
	environment->globals = list_globals(&environment->compiler.arena);
	return environment;
}

void
jinja_environment_free(struct jinja_environment *environment)
{
	if (!environment)
		return;
	heap_free(&environment->heap);
	text_free(&environment->scratch);
	arena_free(&environment->compiler.arena);
	free(environment);
}

static void
heap_full(void *data)
{
	render_fail(data, MISTAKE_MEMORY, BUDGET_MEMORY >> 20, BUDGET_MEMORY_OF_BYTE,
		BUDGET_MEMORY_OF_VARIANT, BUDGET_VARIANTS);
}

/* Takes the steps of a rendering from the budget and, unless it failed, the bytes that it wrote. */
static void
pay(struct budget *budget, const struct render *render, bool failed)
{
	budget->steps = render->steps;
	if (!failed)
		budget_take(&budget->bytes, render->out->length - render->out_start);
}

static void
run(struct render *render, const struct jinja_template *tmpl, const struct dict *context,
	const struct dict *functions)
{
	if (tmpl->broken)
		render_fail_broken(render, tmpl);
	render_step(render, RENDERING_STEPS);
	render->globals = (struct names){functions, NULL};
	render->context_names = (struct names){context, &render->globals};
	render->modules = dict_new(&render->heap);
	execute_root(render, tmpl, jinja_context_new(render, tmpl, &render->context_names));
	render_step(render, 0); /* not all that counts has looked at it */
}

static bool
render_template(struct jinja_environment *environment, const struct jinja_template *tmpl,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics)
{
	struct budget *budget = environment->options.budget;
	struct render render = {
		.compiler = &environment->compiler,
		.methods = library_methods,
		.budget = budget,
		.tmpl = tmpl,
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
	failed = setjmp(running->out_of_it) != 0;
	if (!failed)
		run(running, tmpl, context.dict, environment->globals);
	text_cut(out, failed ? running->out_start : out->length);
	pay(budget, running, failed);
	text_clear(&running->scratch);
	undo_log_roll_back(running);
	environment->heap = running->heap;
	environment->scratch = running->scratch;
	heap_reset(&environment->heap);
	return !failed;
}

static const struct jinja_template *
need_template(
	struct jinja_environment *environment, const char *name, struct diagnostics *diagnostics)
{
	const struct jinja_template *tmpl =
		compile_find(&environment->compiler, name, strlen(name));

	if (!tmpl)
		diagnostic_error(
			diagnostics, (struct place){NULL, 0, 0}, MISTAKE_NO_TEMPLATE, name);
	return tmpl;
}

bool
jinja_render(struct jinja_environment *environment, const char *name, struct value context,
	const char *while_rendering, struct text *out, struct diagnostics *diagnostics)
{
	const struct jinja_template *tmpl = need_template(environment, name, diagnostics);

	return tmpl &&
	       render_template(environment, tmpl, context, while_rendering, out, diagnostics);
}

bool
jinja_render_source(struct jinja_environment *environment, const struct source *source,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics)
{
	return render_template(environment, compile_source(&environment->compiler, source), context,
		while_rendering, out, diagnostics);
}

void
jinja_check_blocks(
	struct jinja_environment *environment, const char *name, struct diagnostics *diagnostics)
{
	struct compiler *compiler = &environment->compiler;

	inheritance_check(compiler, compile_known(compiler, name, strlen(name)), diagnostics);
}
