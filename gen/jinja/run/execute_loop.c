#include "jinja/run/execute_loop.h"

#include <string.h>

#include "jinja/object/builtin.h"
#include "jinja/object/frame.h"
#include "jinja/object/iterate.h"
#include "jinja/object/loop.h"
#include "jinja/object/render.h"
#include "jinja/object/values.h"
#include "jinja/run/evaluate.h"
#include "jinja/run/execute.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/banned.h"

/* The test of a for … if: an iterator between the loop and its iterable. */
struct loop_test {
	const struct loop_statement *statement;
	struct frame *outer, *frame;
};

static bool
next_tested(struct render *render, struct iterator *iterator, struct value *item)
{
	struct loop_test *test = iterator->data;
	const struct loop_statement *statement = test->statement;
	struct frame *before = render->frame;
	const uint32_t start = render->start, end = render->end;
	bool found = false;

	if (!test->frame)
		test->frame = frame_new(render, statement->test, test->outer, test->outer->context);
	render->frame = test->frame;
	if (!iterator->size) {
		execute_enter(render, &statement->test->scope);
		iterator_keep(render, iterator);
		iterator->size = 1;
	}
	while (!found && iterator_next(render, iterator->inner, item)) {
		execute_assign(render, statement->test_target, *item);
		const struct value truth = evaluate(render, statement->condition);

		evaluate_at(render, statement->condition);
		found = value_truth(render, truth);
	}
	render->frame = before;
	render->start = start;
	render->end = end;
	return found;
}

/* The iterator that the loop takes its items from. */
static struct iterator *
open_iterator(struct render *render, const struct loop_statement *statement, struct value iterable,
	struct frame *outer)
{
	struct iterator *storage = render_allocate(render, sizeof(*storage));
	struct iterator *iterator = iterate(render, iterable, storage);

	if (!statement->condition)
		return iterator;
	struct loop_test *test = render_allocate(render, sizeof(*test));

	*test = (struct loop_test){statement, outer, NULL};
	struct iterator *tested = iterator_new(render, next_tested, value_none(), test).iterator;

	tested->inner = iterator;
	return tested;
}

/*
 * One round: the body with its scope. `*whole` becomes true if it ends without break or continue.
 * False after a break.
 */
static bool
run_round(struct render *render, const struct loop_statement *statement, struct value item,
	bool *whole)
{
	struct span span;

	execute_begin(render, &span, render->frame, statement->level);
	execute_assign(render, statement->target, item);
	execute_enter(render, &statement->scope);
	const enum flow flow = execute_body(render, &statement->body);

	execute_end(render);
	*whole = *whole || flow == FLOW_ON;
	return flow != FLOW_BREAK;
}

static struct loop *
new_loop(struct render *render, const struct loop_statement *statement, struct iterator *iterator,
	int64_t depth0, struct frame *outer)
{
	struct loop *loop = render_allocate(render, sizeof(*loop));

	*loop = (struct loop){.iterator = iterator,
		.index0 = -1,
		.length = -1,
		.depth0 = depth0,
		.statement = statement,
		.frame = outer};
	return loop;
}

/* jinja2: visit_For. As in Jinja, the else runs if no round came to its end. */
static enum flow
run_loop(struct render *render, const struct loop_statement *statement, struct value iterable,
	int64_t depth0, struct frame *outer)
{
	const uint32_t start = render->start, end = render->end;
	struct iterator *iterator = open_iterator(render, statement, iterable, outer);
	struct loop *loop =
		statement->loop.slot ? new_loop(render, statement, iterator, depth0, outer) : NULL;
	bool whole = false;
	struct value item;

	if (loop && !statement->condition)
		loop->iterable = iterable;
	if (loop)
		execute_set(
			render, statement->loop, (struct value){.kind = VALUE_LOOP, .loop = loop});
	while (loop ? loop_next(render, loop, &item) : iterator_next(render, iterator, &item)) {
		if (!run_round(render, statement, item, &whole))
			break;
		render->start = start;
		render->end = end;
	}
	execute_leave(render, &statement->scope);
	if (whole || !statement->has_else)
		return FLOW_ON;
	execute_enter(render, &statement->else_scope);
	const enum flow flow = execute_body(render, &statement->otherwise);

	if (flow == FLOW_ON)
		execute_leave(render, &statement->else_scope);
	return flow;
}

static void
run_recursive(struct render *render, const struct loop_statement *statement, struct value iterable,
	int64_t depth0, struct frame *outer)
{
	struct frame *before = render->frame;
	struct trace trace;

	frame_enter_call(render, &trace);
	render->frame = frame_new(render, statement->recursive, outer, outer->context);
	run_loop(render, statement, iterable, depth0, outer);
	render->frame = before;
	frame_leave_call(render, &trace);
}

enum flow
execute_for(struct render *render, const struct statement *statement)
{
	const struct loop_statement *loop = statement->loop;
	const struct value iterable = evaluate(render, loop->iterable);

	evaluate_at(render, loop->iterable);
	if (!loop->is_recursive)
		return run_loop(render, loop, iterable, 0, render->frame);
	run_recursive(render, loop, iterable, 0, render->frame);
	return FLOW_ON;
}

struct value
execute_loop_call(struct render *render, struct value value, const struct arguments *arguments)
{
	const struct loop *loop = value.loop;
	const size_t start = render->out->length;

	if (arguments->count != 1 || arguments->named_count)
		render_fail(render, MISTAKE_LOOP_ARGUMENTS);
	if (!loop->statement->is_recursive)
		render_fail(render, MISTAKE_LOOP_NOT_RECURSIVE);
	run_recursive(
		render, loop->statement, arguments->positional[0], loop->depth0 + 1, loop->frame);
	return render_captured(render, start);
}
