#include "jinja/object/block.h"

#include "jinja/object/jinja_context.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/banned.h"

struct block_stack *
block_find(const struct jinja_context *context, const struct name *name)
{
	const struct value *number =
		dict_find_string(context->block_numbers, name->bytes, name->length, name->hash);

	return number ? &context->blocks[number->integer] : NULL;
}

void
block_add_all(
	struct render *render, struct jinja_context *context, const struct jinja_template *tmpl)
{
	render_step(render, DICT_STEPS * (context->block_count + tmpl->block_count));
	if (!context->block_numbers)
		context->block_numbers = dict_new(&render->heap);
	struct block_stack *stacks = render_allocate(
		render, (context->block_count + tmpl->block_count + 1) * sizeof(*stacks));

	heap_keep(&render->heap);
	for (size_t i = 0; i < context->block_count; i++)
		stacks[i] = context->blocks[i];
	context->blocks = stacks;
	for (size_t i = 0; i < tmpl->block_count; i++) {
		struct block_stack *stack = block_find(context, tmpl->blocks[i].name);

		if (!stack) {
			const struct name *name = tmpl->blocks[i].name;

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
		routines[stack->count++] = tmpl->blocks[i].routine;
		stack->routines = routines;
	}
}

struct value
block_refer(struct render *render, struct jinja_context *context, const struct block_stack *stack,
	size_t index)
{
	struct block_reference *reference = render_allocate(render, sizeof(*reference));

	if (index >= stack->count)
		return undefined_hint(render, false, MISTAKE_NO_PARENT_BLOCK, stack->name->bytes);
	*reference = (struct block_reference){stack, index, context};
	return (struct value){.kind = VALUE_BLOCK, .block = reference};
}

struct value
block_of_self(struct render *render, struct jinja_context *context, struct value name)
{
	const struct value *number =
		context->block_count ? dict_find(context->block_numbers, name) : NULL;

	render_step_bytes(render, name.length);
	return number ? block_refer(render, context, &context->blocks[number->integer], 0)
		      : (struct value){.kind = VALUE_MISSING};
}

struct value
block_super(struct render *render, struct block_reference *block)
{
	return block_refer(render, block->context, block->stack, block->index + 1);
}
