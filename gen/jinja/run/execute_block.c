#include "jinja/run/execute_block.h"

#include "jinja/object/block.h"
#include "jinja/object/frame.h"
#include "jinja/object/jinja_context.h"
#include "jinja/object/render.h"
#include "jinja/run/execute.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

/*
 * Sets the names of a scope and of the scopes around it that have a value. An inner name hides an
 * outer one.
 */
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

const struct names *
execute_snapshot(
	struct render *render, const struct jinja_context *context, const struct locals *locals)
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

static void
run_block(struct render *render, const struct routine *routine, struct jinja_context *context)
{
	struct frame *before = render->frame, *frame = frame_new(render, routine, NULL, context);
	const struct block_stack *stack = block_find(context, routine->name);
	struct trace trace;
	size_t index = 0;

	render_step(render, 20);

	if (routine->self.slot)
		frame->slots[routine->self.slot] =
			(struct value){.kind = VALUE_SELF, .context = context};
	while (index < stack->count && stack->routines[index] != routine)
		index++;
	if (routine->super.slot)
		frame->slots[routine->super.slot] = block_refer(render, context, stack, index + 1);
	frame_enter_call(render, &trace);
	render->frame = frame;
	execute_enter(render, &routine->scope);
	execute_body(render, &routine->body);
	render->frame = before;
	frame_leave_call(render, &trace);
}

void
execute_block(struct render *render, const struct statement *statement)
{
	struct jinja_context *context = render->frame->context;
	const struct block_stack *stack = block_find(context, statement->block_name);

	if (statement->required && stack->count <= 1)
		render_fail(render, MISTAKE_REQUIRED_BLOCK, statement->block_name->bytes);
	if (statement->scoped) {
		struct jinja_context *scoped = jinja_context_new(render, context->tmpl,
			execute_snapshot(render, context, statement->block_locals));

		scoped->blocks = context->blocks;
		scoped->block_numbers = context->block_numbers;
		scoped->block_count = context->block_count;
		context = scoped;
	}
	run_block(render, stack->routines[0], context);
}

struct value
execute_block_call(struct render *render, struct value value)
{
	const size_t start = render->out->length;

	run_block(render, value.block->stack->routines[value.block->index], value.block->context);
	return render_captured(render, start);
}
