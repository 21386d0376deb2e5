#include <string.h>

#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/run/mistakes.h"
#include "support/source.h"
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

/* Sets the names of a scope and of those around it, if they have a value; what is further in hides what is further out. */
static void
add_locals(struct render *render, struct dict *dict, const struct locals *locals)
{
	struct dict *hidden = dict_new(&render->heap);
	unsigned up = 0;

	for (; locals; up += locals->up, locals = locals->outer) {
		render_step(render, DICT_STEPS * locals->count);
		for (size_t i = 0; i < locals->count; i++) {
			struct variable variable = locals->items[i].variable;
			const struct name *name = locals->items[i].name;
			const struct value key = value_string(name->bytes, name->length);

			if (hidden->count &&
				dict_find_string(hidden, name->bytes, name->length, name->hash))
				continue;
			variable.up = (uint16_t)up;
			const struct value value = *execute_slot(render, variable);

			if (locals->outer)
				dict_set(&render->heap, hidden, key, value_none());
			if (value.kind != VALUE_MISSING)
				dict_set(&render->heap, dict, key, value);
		}
	}
}

/* jinja2: Context.get_all() with the names of the scope on top, as they are now. */
static const struct names *
snapshot(struct render *render, const struct context *context, const struct locals *locals)
{
	render_step(render, DICT_STEPS * context->vars->used);
	struct dict *dict = dict_copy(&render->heap, context->vars);

	add_locals(render, dict, locals);
	if (!dict->count)
		return context->names;
	struct names *names = render_allocate(render, sizeof(*names));

	*names = (struct names){dict, context->names};
	return names;
}

static struct block_stack *
find_stack(const struct context *context, const struct name *name)
{
	const struct dict_entry *entry =
		dict_find_string(context->block_numbers, name->bytes, name->length, name->hash);

	return entry ? &context->blocks[entry->value.integer] : NULL;
}

/* Adds the blocks of `template` behind those that the context has. */
static void
add_blocks(struct render *render, struct context *context, const struct template *template)
{
	render_step(render, DICT_STEPS * (context->block_count + template->block_count));
	if (!context->block_numbers)
		context->block_numbers = dict_new(&render->heap);
	struct block_stack *stacks = render_allocate(
		render, (context->block_count + template->block_count + 1) * sizeof(*stacks));

	heap_keep(&render->heap);
	for (size_t i = 0; i < context->block_count; i++)
		stacks[i] = context->blocks[i];
	context->blocks = stacks;
	for (size_t i = 0; i < template->block_count; i++) {
		struct block_stack *stack = find_stack(context, template->blocks[i].name);

		if (!stack) {
			const struct name *name = template->blocks[i].name;

			dict_set(&render->heap, context->block_numbers,
				value_string(name->bytes, name->length),
				value_integer((int64_t)context->block_count));
			stack = &stacks[context->block_count++];
			*stack = (struct block_stack){.name = name};
		}
		const struct routine **routines =
			render_allocate(render, (stack->count + 1) * sizeof(*routines));

		for (size_t j = 0; j < stack->count; j++)
			routines[j] = stack->routines[j];
		routines[stack->count++] = template->blocks[i].routine;
		stack->routines = routines;
	}
}

static struct value
reference(struct render *render, struct context *context, const struct block_stack *stack,
	size_t index)
{
	struct block_reference *reference = render_allocate(render, sizeof(*reference));

	if (index >= stack->count)
		return undefined_hint(render, false, MISTAKE_NO_PARENT_BLOCK, stack->name->bytes);
	*reference = (struct block_reference){stack, index, context};
	return (struct value){.kind = VALUE_BLOCK, .block = reference};
}

static void
run_block(struct render *render, const struct routine *routine, struct context *context)
{
	struct frame *before = render->frame, *frame = frame_new(render, routine, NULL, context);
	const struct block_stack *stack = find_stack(context, routine->name);
	struct trace trace;
	size_t index = 0;

	render_step(render, 20);

	if (routine->self.slot)
		frame->slots[routine->self.slot] =
			(struct value){.kind = VALUE_SELF, .context = context};
	while (index < stack->count && stack->routines[index] != routine)
		index++;
	if (routine->super.slot)
		frame->slots[routine->super.slot] = reference(render, context, stack, index + 1);
	render_enter_call(render, &trace);
	render->frame = frame;
	execute_enter(render, &routine->scope);
	execute_body(render, &routine->body);
	render->frame = before;
	render_leave_call(render, &trace);
}

void
execute_block(struct render *render, const struct statement *statement)
{
	struct context *context = render->frame->context;
	const struct block_stack *stack = find_stack(context, statement->block_name);

	if (statement->required && stack->count <= 1)
		render_fail(render, MISTAKE_REQUIRED_BLOCK, statement->block_name->bytes);
	if (statement->scoped) {
		struct context *scoped = context_new(render, context->template,
			snapshot(render, context, statement->block_locals));

		scoped->blocks = context->blocks;
		scoped->block_numbers = context->block_numbers;
		scoped->block_count = context->block_count;
		context = scoped;
	}
	run_block(render, stack->routines[0], context);
}

struct value
block_of_self(struct render *render, struct context *context, struct value name)
{
	const struct dict_entry *entry =
		context->block_count ? dict_find(context->block_numbers, name) : NULL;

	render_step_bytes(render, name.length);
	return entry ? reference(render, context, &context->blocks[entry->value.integer], 0)
		     : (struct value){.kind = VALUE_MISSING};
}

struct value
block_super(struct render *render, struct block_reference *block)
{
	return reference(render, block->context, block->stack, block->index + 1);
}

struct value
block_call(struct render *render, struct value value)
{
	const size_t start = render->out->length;

	run_block(render, value.block->stack->routines[value.block->index], value.block->context);
	return render_captured(render, start);
}

void
execute_root(struct render *render, const struct template *template, struct context *context)
{
	struct frame *before = render->frame;
	struct trace trace;
	unsigned extended = 0;

	render_enter_call(render, &trace);
	add_blocks(render, context, template);
	while (template) {
		struct frame *frame = frame_new(render, &template->root, NULL, context);

		if (extended++ > CALLS_DEEPEST)
			render_fail(render, MISTAKE_RECURSION);
		if (template->root.self.slot)
			frame->slots[template->root.self.slot] =
				(struct value){.kind = VALUE_SELF, .context = context};
		render->frame = frame;
		execute_enter(render, &template->root.scope);
		execute_body(render, &template->root.body);
		template = frame->parent;
	}
	render->frame = before;
	render_leave_call(render, &trace);
}

static const struct template *
find_named(struct render *render, struct value name)
{
	undefined_check(render, name);
	if (name.kind != VALUE_STRING)
		render_fail(render, MISTAKE_TEMPLATE_NAME, value_type_name(name));
	return render_find_template(render, name);
}

static const struct template *
need_named(struct render *render, struct value name)
{
	const struct template *template = find_named(render, name);

	if (!template)
		render_fail(render, MISTAKE_NO_TEMPLATE, value_for_message(render, name));
	return template;
}

void
execute_extends(struct render *render, const struct statement *statement)
{
	struct frame *root = render->frame;
	const struct value name = evaluate(render, statement->expression);

	while (root->outer)
		root = root->outer;
	render_at(render, statement->expression);
	if (root->parent)
		render_fail(render, MISTAKE_EXTENDED_TWICE);
	root->parent = need_named(render, name);
	add_blocks(render, root->context, root->parent);
}

/* jinja2: get_or_select_template. NULL if there is none. */
static const struct template *
select_template(struct render *render, struct value names)
{
	const struct template *template = NULL;
	struct iterator storage, *iterator;

	undefined_check(render, names);
	if (names.kind == VALUE_STRING)
		return render_find_template(render, names);
	iterator = iterate(render, names, &storage);
	for (struct value name; !template && iterator_next(render, iterator, &name);)
		if (name.kind != VALUE_UNDEFINED)
			template = find_named(render, name);
	return template;
}

/* jinja2: TemplateModule */
static struct value
new_module(struct render *render, const struct template *template, const struct names *names)
{
	struct module *module = render_allocate(render, sizeof(*module));
	struct context *context = context_new(render, template, names);
	const size_t start = render->out->length;
	size_t at = 0;

	execute_root(render, template, context);
	*module =
		(struct module){template, dict_new(&render->heap), render_captured(render, start)};
	for (const struct dict_entry *entry; (entry = dict_next(context->exported, &at));)
		dict_set(&render->heap, module->exported, entry->key,
			dict_find(context->vars, entry->key)->value);
	heap_keep(&render->heap);
	return (struct value){.kind = VALUE_MODULE, .module = module};
}

/* The module of a template without context, made once in a rendering as Jinja makes it once at all. */
static struct value
default_module(struct render *render, const struct template *template)
{
	const struct value key = value_string(template->name->bytes, template->name->length);
	const struct dict_entry *entry = dict_find(render->modules, key);

	if (entry)
		return entry->value;
	const struct value module = new_module(render, template, &render->globals);

	dict_set(&render->heap, render->modules, key, module);
	return module;
}

void
execute_include(struct render *render, const struct statement *statement)
{
	const struct value name = evaluate(render, statement->template);

	render_at(render, statement->template);
	const struct template *template = select_template(render, name);

	if (!template) {
		if (statement->ignore_missing)
			return;
		render_fail(render, MISTAKE_NO_TEMPLATE, value_for_message(render, name));
	}
	if (statement->with_context) {
		const struct names *names =
			snapshot(render, render->frame->context, statement->locals);

		execute_root(render, template, context_new(render, template, names));
		return;
	}
	const struct value body = default_module(render, template).module->body;

	text_append(render->out, body.bytes, body.length);
	render_check_output(render);
}

static void
set_imported(struct render *render, const struct statement *statement,
	const struct imported *imported, struct value value)
{
	struct context *context = render->frame->context;
	const struct value key = value_string(imported->alias->bytes, imported->alias->length);
	struct dict_entry *exported;

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
	const struct dict_entry *entry =
		dict_find_string(module->exported, name->bytes, name->length, name->hash);
	const struct template *here = render->frame->routine->template;
	const struct place place = {
		here->source, script_offset(&here->script, statement->start), 0};

	if (entry)
		return entry->value;
	return undefined_hint(render, false, MISTAKE_NOT_EXPORTED, module->template->name->bytes,
		(unsigned)source_position(place).line, here->name->bytes, name->bytes);
}

void
execute_import(struct render *render, const struct statement *statement)
{
	const struct value name = evaluate(render, statement->template);

	render_at(render, statement->template);
	const struct template *template = need_named(render, name);
	const struct value module =
		statement->with_context
			? new_module(render, template,
				  snapshot(render, render->frame->context, statement->locals))
			: default_module(render, template);

	if (statement->kind == STATEMENT_IMPORT) {
		set_imported(render, statement, &statement->names[0], module);
		return;
	}
	for (size_t i = 0; i < statement->name_count; i++)
		set_imported(render, statement, &statement->names[i],
			exported_name(render, statement, module.module, statement->names[i].name));
}
