#include "jinja/run/execute_template.h"

#include <string.h>

#include "jinja/object/block.h"
#include "jinja/object/frame.h"
#include "jinja/object/iterate.h"
#include "jinja/object/jinja_context.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/run/compile.h"
#include "jinja/run/evaluate.h"
#include "jinja/run/execute.h"
#include "jinja/run/execute_block.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/script.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

void
execute_root(
	struct render *render, const struct jinja_template *tmpl, struct jinja_context *context)
{
	struct frame *before = render->frame;
	struct trace trace;
	unsigned extended = 0;

	frame_enter_call(render, &trace);
	block_add_all(render, context, tmpl);
	while (tmpl) {
		struct frame *frame = frame_new(render, &tmpl->root, NULL, context);

		if (extended++ > CALLS_DEEPEST)
			render_fail(render, MISTAKE_RECURSION);
		if (tmpl->root.self.slot)
			frame->slots[tmpl->root.self.slot] =
				(struct value){.kind = VALUE_SELF, .context = context};
		render->frame = frame;
		execute_enter(render, &tmpl->root.scope);
		execute_body(render, &tmpl->root.body);
		tmpl = frame->parent;
	}
	render->frame = before;
	frame_leave_call(render, &trace);
}

/* The steps of finding a compiled template, and of looking for its file. */
enum { FIND_STEPS = 5, LOOK_STEPS = 2000 };

/* The template `name`, compiled; NULL if there is none. */
static const struct jinja_template *
find_template(struct render *render, struct value name)
{
	const struct jinja_template *tmpl =
		compile_known(render->compiler, name.bytes, name.length);

	render_step(render, (tmpl ? FIND_STEPS : LOOK_STEPS) + name.length / 64);
	if (!tmpl)
		tmpl = compile_find(render->compiler, name.bytes, name.length);
	if (tmpl && tmpl->broken)
		render_fail_broken(render, tmpl);
	return tmpl;
}

static const struct jinja_template *
find_named(struct render *render, struct value name)
{
	undefined_check(render, name);
	if (name.kind != VALUE_STRING)
		render_fail(render, MISTAKE_TEMPLATE_NAME, value_type_name(name));
	return find_template(render, name);
}

/* The template of the same file name in one of the folders that have templates, or NULL. */
static const char *
find_elsewhere(struct compiler *compiler, struct value name)
{
	const char *whole = arena_copy(&compiler->arena, name.bytes, name.length);
	const char *file = path_last(whole);

	for (const char *const *folder = compiler->folders; folder && *folder && *file; folder++) {
		const char *elsewhere = arena_join(&compiler->arena, *folder, "/", file, NULL);

		if (compiler->loader(compiler->loader_data, elsewhere, strlen(elsewhere)))
			return elsewhere;
	}
	return NULL;
}

static _Noreturn void
fail_missing(struct render *render, struct value name)
{
	const char *elsewhere =
		name.kind == VALUE_STRING ? find_elsewhere(render->compiler, name) : NULL;

	if (elsewhere)
		render_fail(render, MISTAKE_NO_TEMPLATE_NEAR, value_for_message(render, name),
			elsewhere);
	render_fail(render, MISTAKE_NO_TEMPLATE, value_for_message(render, name));
}

static const struct jinja_template *
need_named(struct render *render, struct value name)
{
	const struct jinja_template *tmpl = find_named(render, name);

	if (!tmpl)
		fail_missing(render, name);
	return tmpl;
}

void
execute_extends(struct render *render, const struct statement *statement)
{
	struct frame *root = render->frame;
	const struct value name = evaluate(render, statement->expression);

	while (root->outer)
		root = root->outer;
	evaluate_at(render, statement->expression);
	if (root->parent)
		render_fail(render, MISTAKE_EXTENDED_TWICE);
	root->parent = need_named(render, name);
	block_add_all(render, root->context, root->parent);
}

/* The template of a name, or the first that exists of a list of names; NULL if there is none. */
static const struct jinja_template *
select_template(struct render *render, struct value names)
{
	const struct jinja_template *tmpl = NULL;
	struct iterator storage, *iterator;

	undefined_check(render, names);
	if (names.kind == VALUE_STRING)
		return find_template(render, names);
	iterator = iterate(render, names, &storage);
	for (struct value name; !tmpl && iterator_next(render, iterator, &name);)
		if (name.kind != VALUE_UNDEFINED)
			tmpl = find_named(render, name);
	return tmpl;
}

/* jinja2: TemplateModule */
static struct value
new_module(struct render *render, const struct jinja_template *tmpl, const struct names *names)
{
	struct module *module = render_allocate(render, sizeof(*module));
	struct jinja_context *context = jinja_context_new(render, tmpl, names);
	const size_t start = render->out->length;
	size_t at = 0;

	execute_root(render, tmpl, context);
	*module = (struct module){tmpl, dict_new(&render->heap), render_captured(render, start)};
	for (struct dict_entry entry; dict_next(context->exported, &at, &entry);)
		dict_set(&render->heap, module->exported, entry.key,
			*dict_find(context->vars, entry.key));
	heap_keep(&render->heap);
	return (struct value){.kind = VALUE_MODULE, .module = module};
}

/*
 * The module of a template without context. It is made once in a rendering; Jinja makes it once in
 * all.
 */
static struct value
default_module(struct render *render, const struct jinja_template *tmpl)
{
	const struct value key = value_string(tmpl->name->bytes, tmpl->name->length);
	const struct value *made = dict_find(render->modules, key);

	if (made)
		return *made;
	const struct value module = new_module(render, tmpl, &render->globals);

	dict_set(&render->heap, render->modules, key, module);
	return module;
}

void
execute_include(struct render *render, const struct statement *statement)
{
	const struct value name = evaluate(render, statement->template_name);

	evaluate_at(render, statement->template_name);
	const struct jinja_template *tmpl = select_template(render, name);

	if (!tmpl) {
		if (statement->ignore_missing)
			return;
		fail_missing(render, name);
	}
	if (statement->with_context) {
		const struct names *names =
			execute_snapshot(render, render->frame->context, statement->locals);

		execute_root(render, tmpl, jinja_context_new(render, tmpl, names));
		return;
	}
	const struct value body = default_module(render, tmpl).module->body;

	text_append(render->out, body.bytes, body.length);
	render_check_output(render);
}

static void
set_imported(struct render *render, const struct statement *statement,
	const struct imported *imported, struct value value)
{
	struct jinja_context *context = render->frame->context;
	const struct value key = value_string(imported->alias->bytes, imported->alias->length);
	const struct value *exported;

	execute_set(render, imported->variable, value);
	if (!statement->at_top)
		return;
	heap_keep(&render->heap);
	dict_set(&render->heap, context->vars, key, value);
	exported = dict_find(context->exported, key);
	if (exported)
		dict_remove(context->exported, exported);
}

static struct value
exported_name(struct render *render, const struct statement *statement, const struct module *module,
	const struct name *name)
{
	const struct value *value =
		dict_find_string(module->exported, name->bytes, name->length, name->hash);
	const struct jinja_template *here = render->frame->routine->tmpl;
	const struct place place = {
		here->source, script_offset(&here->script, statement->start), 0};

	if (value)
		return *value;
	return undefined_hint(render, false, MISTAKE_NOT_EXPORTED, module->tmpl->name->bytes,
		(unsigned)source_position(place).line, here->name->bytes, name->bytes);
}

void
execute_import(struct render *render, const struct statement *statement)
{
	const struct value name = evaluate(render, statement->template_name);

	evaluate_at(render, statement->template_name);
	const struct jinja_template *tmpl = need_named(render, name);
	const struct value module =
		statement->with_context ? new_module(render, tmpl,
						  execute_snapshot(render, render->frame->context,
							  statement->locals))
					: default_module(render, tmpl);

	if (statement->kind == STATEMENT_IMPORT) {
		set_imported(render, statement, &statement->names[0], module);
		return;
	}
	for (size_t i = 0; i < statement->name_count; i++)
		set_imported(render, statement, &statement->names[i],
			exported_name(render, statement, module.module, statement->names[i].name));
}
