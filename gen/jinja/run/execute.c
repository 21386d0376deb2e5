#include "jinja/run/execute.h"

#include <string.h>

#include "jinja/object/frame.h"
#include "jinja/object/iterate.h"
#include "jinja/object/jinja_context.h"
#include "jinja/object/macro.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/run/evaluate.h"
#include "jinja/run/evaluate_call.h"
#include "jinja/run/execute_block.h"
#include "jinja/run/execute_loop.h"
#include "jinja/run/execute_template.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

struct value *
execute_slot(struct render *render, struct variable variable)
{
	struct frame *frame = render->frame;

	for (unsigned up = variable.up; up; up--)
		frame = frame->outer;
	return &frame->slots[variable.slot];
}

void
execute_begin(struct render *render, struct span *span, const struct frame *frame, unsigned level)
{
	span->outer = render->span;
	span->mark = heap_mark(&render->heap);
	span->frame = frame;
	span->level = level;
	render->span = span;
}

void
execute_end(struct render *render)
{
	heap_release(&render->heap, render->span->mark);
	render->span = render->span->outer;
}

/* Whether a variable is there beyond the output or the round of a loop that runs. */
static bool
outlives(const struct render *render, const struct frame *frame, struct variable variable)
{
	const struct span *span = render->span;

	return span && heap_mark_is_after(&span->mark, frame->birth) &&
	       (frame != span->frame || variable.level < span->level);
}

void
execute_set(struct render *render, struct variable variable, struct value value)
{
	struct frame *frame = render->frame;

	for (unsigned up = variable.up; up; up--)
		frame = frame->outer;
	frame->slots[variable.slot] = value;
	if (outlives(render, frame, variable) &&
		(value.kind > VALUE_FLOAT || value.kind == VALUE_UNDEFINED))
		heap_keep(&render->heap);
}

enum { LOOKUP_STEPS = 4 }; /* of a name in the dicts of a context */

void
execute_enter(struct render *render, const struct scope *scope)
{
	struct frame *frame = render->frame;

	render->steps -= (int64_t)scope->count;
	for (size_t i = 0; i < scope->count; i++) {
		const struct load *load = &scope->loads[i];
		struct value *slot = &frame->slots[load->slot];

		if (load->kind == LOAD_RESOLVE) {
			render->steps -= LOOKUP_STEPS;
			if (!jinja_context_find(frame->context, load->name, slot))
				slot->kind = VALUE_MISSING;
		} else if (load->kind == LOAD_ALIAS) {
			*slot = *execute_slot(render, load->alias);
		} else if (load->kind == LOAD_MISSING) {
			slot->kind = VALUE_MISSING;
		}
	}
}

void
execute_leave(struct render *render, const struct scope *scope)
{
	for (size_t i = 0; i < scope->count; i++)
		render->frame->slots[scope->loads[i].slot].kind = VALUE_MISSING;
}

static void
assign_items(struct render *render, const struct expression *target, struct value value)
{
	struct value few[8];
	struct value *items =
		target->count <= 8 ? few : render_allocate(render, target->count * sizeof(*items));
	struct iterator storage, *iterator;
	struct value extra;
	size_t count = 0;

	undefined_check(render, value);
	iterator = iterate(render, value, &storage);
	while (count < target->count && iterator_next(render, iterator, &items[count]))
		count++;
	if (count < target->count)
		render_fail(render, MISTAKE_UNPACK_FEW, target->count, count);
	if (iterator_next(render, iterator, &extra))
		render_fail(render, MISTAKE_UNPACK_MANY, target->count);
	for (size_t i = 0; i < count; i++)
		execute_assign(render, target->items[i], items[i]);
}

void
execute_assign(struct render *render, const struct expression *target, struct value value)
{
	if (target->kind == EXPRESSION_NAME) {
		execute_set(render, target->variable, value);
		return;
	}
	evaluate_at(render, target);
	assign_items(render, target, value);
}

/* Whether the template that is running has extended another one. */
static bool
is_extended(const struct render *render)
{
	const struct frame *frame = render->frame;

	while (frame->outer)
		frame = frame->outer;
	return frame->parent != NULL;
}

static bool
is_silent(const struct render *render, const struct statement *statement)
{
	return statement->silent || (statement->guarded && is_extended(render));
}

static enum flow
execute_text(struct render *render, const struct statement *statement)
{
	if (is_silent(render, statement))
		return FLOW_ON;
	text_append(render->out, statement->text.bytes, statement->text.length);
	render_check_output(render);
	return FLOW_ON;
}

static enum flow
execute_print(struct render *render, const struct statement *statement)
{
	if (is_silent(render, statement))
		return FLOW_ON;
	struct span span;

	execute_begin(render, &span, NULL, 0);
	const struct value value = evaluate(render, statement->expression);

	evaluate_at(render, statement->expression);
	write_value(render, render->out, value);
	render_check_output(render);
	execute_end(render);
	return FLOW_ON;
}

static enum flow
execute_if(struct render *render, const struct statement *statement)
{
	for (size_t i = 0; i < statement->branch_count; i++) {
		const struct branch *branch = &statement->branches[i];

		if (branch->test) {
			const struct value value = evaluate(render, branch->test);

			evaluate_at(render, branch->test);
			if (!value_truth(render, value))
				continue;
		}
		return execute_body(render, &branch->body);
	}
	return FLOW_ON;
}

static struct value
new_macro(struct render *render, const struct macro_definition *definition)
{
	struct macro *macro = render_allocate(render, sizeof(*macro));

	*macro = (struct macro){definition, render->frame};
	heap_keep(&render->heap);
	return (struct value){.kind = VALUE_MACRO, .macro = macro};
}

static void
set_context(struct render *render, const struct name *name, struct value value, bool exported)
{
	struct jinja_context *context = render->frame->context;
	const struct value key = value_string(name->bytes, name->length);

	heap_keep(&render->heap);
	dict_set(&render->heap, context->vars, key, value);
	if (exported)
		dict_set(&render->heap, context->exported, key, value_none());
}

static enum flow
execute_macro(struct render *render, const struct statement *statement)
{
	const struct value macro = new_macro(render, statement->macro);

	execute_set(render, statement->macro_variable, macro);
	if (statement->toplevel)
		set_context(render, statement->macro_name, macro, statement->exported);
	return FLOW_ON;
}

/* Writes a value that Jinja joins without str(), so that only strings are allowed. */
static void
write_joined(struct render *render, struct value value)
{
	undefined_check(render, value);
	if (value.kind != VALUE_STRING && value.kind != VALUE_MARKUP)
		render_fail(render, MISTAKE_NOT_JOINABLE, value_type_name(value));
	text_append(render->out, value.bytes, value.length);
	render_check_output(render);
}

static enum flow
execute_call_block(struct render *render, const struct statement *statement)
{
	const struct value caller = new_macro(render, statement->macro);

	write_joined(render, evaluate_call(render, statement->called, &caller));
	return FLOW_ON;
}

/* Applies the filters of a block to its text, the innermost filter first. */
static struct value
apply_filters(struct render *render, const struct expression *filter, struct value text)
{
	if (!filter)
		return text;
	return evaluate_builtin(render, filter, apply_filters(render, filter->subject, text));
}

static enum flow
execute_filter_block(struct render *render, const struct statement *statement)
{
	const size_t start = render->out->length;

	execute_enter(render, &statement->captured_scope);
	const enum flow flow = execute_body(render, &statement->captured);
	const struct value text = render_captured(render, start);

	if (flow == FLOW_ON) {
		write_joined(render, apply_filters(render, statement->value, text));
		execute_leave(render, &statement->captured_scope);
	}
	return flow;
}

static void
assign_set(struct render *render, const struct statement *statement, struct value value)
{
	const struct set_target *target = &statement->target;

	if (!target->attribute) {
		execute_assign(render, target->expression, value);
		for (size_t i = 0; i < statement->exports.count; i++)
			set_context(render, statement->exports.items[i].name,
				*execute_slot(render, statement->exports.items[i].variable),
				statement->exports.items[i].name->bytes[0] != '_');
		return;
	}
	const struct value object = *execute_slot(render, target->expression->variable);

	if (object.kind != VALUE_NAMESPACE) {
		evaluate_at(render, target->expression);
		render_fail(render, MISTAKE_NO_NAMESPACE, target->expression->name->bytes);
	}
	heap_keep(&render->heap);
	dict_set(&render->heap, object.dict,
		value_string(target->attribute->bytes, target->attribute->length), value);
}

static enum flow
execute_set_statement(struct render *render, const struct statement *statement)
{
	assign_set(render, statement, evaluate(render, statement->value));
	return FLOW_ON;
}

static enum flow
execute_set_block(struct render *render, const struct statement *statement)
{
	const size_t start = render->out->length;

	execute_enter(render, &statement->captured_scope);
	const enum flow flow = execute_body(render, &statement->captured);
	const struct value text = render_captured(render, start);

	if (flow == FLOW_ON) {
		assign_set(render, statement, apply_filters(render, statement->value, text));
		execute_leave(render, &statement->captured_scope);
	}
	return flow;
}

static enum flow
execute_with(struct render *render, const struct statement *statement)
{
	execute_enter(render, &statement->scope);
	for (size_t i = 0; i < statement->target_count; i++)
		execute_assign(render, statement->targets[i].expression,
			evaluate(render, statement->values[i]));
	const enum flow flow = execute_body(render, &statement->body);

	if (flow == FLOW_ON)
		execute_leave(render, &statement->scope);
	return flow;
}

static enum flow
execute_do(struct render *render, const struct statement *statement)
{
	evaluate(render, statement->expression);
	return FLOW_ON;
}

static enum flow
execute_named_block(struct render *render, const struct statement *statement)
{
	if (!is_silent(render, statement))
		execute_block(render, statement);
	return FLOW_ON;
}

static enum flow
execute_template_use(struct render *render, const struct statement *statement)
{
	if (statement->kind == STATEMENT_EXTENDS)
		execute_extends(render, statement);
	else if (statement->kind == STATEMENT_INCLUDE)
		execute_include(render, statement);
	else
		execute_import(render, statement);
	return FLOW_ON;
}

static enum flow
execute_break(struct render *render, const struct statement *statement)
{
	(void)render;
	return statement->kind == STATEMENT_BREAK ? FLOW_BREAK : FLOW_CONTINUE;
}

static enum flow (*const executors[STATEMENT_KINDS])(struct render *, const struct statement *) = {
	[STATEMENT_TEXT] = execute_text,
	[STATEMENT_PRINT] = execute_print,
	[STATEMENT_FOR] = execute_for,
	[STATEMENT_IF] = execute_if,
	[STATEMENT_MACRO] = execute_macro,
	[STATEMENT_CALL] = execute_call_block,
	[STATEMENT_FILTER] = execute_filter_block,
	[STATEMENT_SET] = execute_set_statement,
	[STATEMENT_SET_BLOCK] = execute_set_block,
	[STATEMENT_WITH] = execute_with,
	[STATEMENT_BLOCK] = execute_named_block,
	[STATEMENT_EXTENDS] = execute_template_use,
	[STATEMENT_INCLUDE] = execute_template_use,
	[STATEMENT_IMPORT] = execute_template_use,
	[STATEMENT_FROM] = execute_template_use,
	[STATEMENT_DO] = execute_do,
	[STATEMENT_BREAK] = execute_break,
	[STATEMENT_CONTINUE] = execute_break,
};

enum flow
execute_body(struct render *render, const struct body *body)
{
	enum flow flow = FLOW_ON;

	if (++render->evaluations > EVALUATIONS_DEEPEST)
		render_fail(render, MISTAKE_RECURSION);
	for (size_t i = 0; i < body->count && flow == FLOW_ON; i++) {
		const struct statement *statement = body->statements[i];

		render->start = statement->start;
		render->end = statement->end;
		render->steps--;
		flow = executors[statement->kind](render, statement);
	}
	render->evaluations--;
	return flow;
}
