#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/run/mistakes.h"
#include "support/banned.h"

/* The test of a for … if: a generator between the loop and what it loops over. */
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
		heap_keep(&render->heap);
		iterator->size = 1;
	}
	while (!found && iterator_next(render, iterator->inner, item)) {
		execute_assign(render, statement->test_target, *item);
		const struct value truth = evaluate(render, statement->condition);

		render_at(render, statement->condition);
		found = value_truth(render, truth);
	}
	render->frame = before;
	render->start = start;
	render->end = end;
	return found;
}

/* What the loop takes its items from, in the rendering's heap. */
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

static struct value
peek(struct render *render, struct loop *loop)
{
	if (loop->after.kind == VALUE_MISSING) {
		if (!iterator_next(render, loop->iterator, &loop->after))
			loop->after.kind = VALUE_MISSING;
		heap_keep(&render->heap);
	}
	return loop->after;
}

static bool
next(struct render *render, struct loop *loop, struct value *item)
{
	if (loop->after.kind != VALUE_MISSING) {
		*item = loop->after;
		loop->after.kind = VALUE_MISSING;
	} else if (!iterator_next(render, loop->iterator, item)) {
		return false;
	}
	loop->index0++;
	loop->before = loop->current;
	loop->current = *item;
	return true;
}

static int64_t
count(struct render *render, struct loop *loop)
{
	if (loop->length >= 0)
		return loop->length;
	if (loop->iterable.kind != VALUE_MISSING &&
		value_length(render, loop->iterable, &loop->length))
		return loop->length;
	struct list *rest = list_new(&render->heap, 0);

	for (struct value item; iterator_next(render, loop->iterator, &item);)
		list_append(&render->heap, rest, item);
	heap_keep(&render->heap);
	loop->iterator = iterate(render, (struct value){.kind = VALUE_LIST, .list = rest},
		render_allocate(render, sizeof(*loop->iterator)));
	loop->length =
		(int64_t)rest->count + loop->index0 + 1 + (loop->after.kind != VALUE_MISSING);
	return loop->length;
}

enum loop_field
loop_field(const char *name, size_t length)
{
	static const char *const names[] = {[LOOP_NOTHING] = "",
		[LOOP_INDEX] = "index",
		[LOOP_INDEX0] = "index0",
		[LOOP_FIRST] = "first",
		[LOOP_LAST] = "last",
		[LOOP_LENGTH] = "length",
		[LOOP_REVINDEX] = "revindex",
		[LOOP_REVINDEX0] = "revindex0",
		[LOOP_DEPTH] = "depth",
		[LOOP_DEPTH0] = "depth0",
		[LOOP_PREVITEM] = "previtem",
		[LOOP_NEXTITEM] = "nextitem"};

	for (size_t i = LOOP_INDEX; i <= LOOP_NEXTITEM; i++)
		if (text_equal(names[i], strlen(names[i]), name, length))
			return (enum loop_field)i;
	return LOOP_NOTHING;
}

struct value
loop_tell(struct render *render, struct loop *loop, enum loop_field field)
{
	struct value item;

	switch (field) {
	case LOOP_INDEX:
		return value_integer(loop->index0 + 1);
	case LOOP_INDEX0:
		return value_integer(loop->index0);
	case LOOP_FIRST:
		return value_boolean(loop->index0 == 0);
	case LOOP_LAST:
		return value_boolean(peek(render, loop).kind == VALUE_MISSING);
	case LOOP_LENGTH:
		return value_integer(count(render, loop));
	case LOOP_REVINDEX:
		return value_integer(count(render, loop) - loop->index0);
	case LOOP_REVINDEX0:
		return value_integer(count(render, loop) - loop->index0 - 1);
	case LOOP_DEPTH:
		return value_integer(loop->depth0 + 1);
	case LOOP_DEPTH0:
		return value_integer(loop->depth0);
	case LOOP_PREVITEM:
		return loop->index0 == 0 ? undefined_hint(render, false, MISTAKE_NO_PREVIOUS)
					 : loop->before;
	case LOOP_NEXTITEM:
		item = peek(render, loop);
		return item.kind == VALUE_MISSING ? undefined_hint(render, false, MISTAKE_NO_NEXT)
						  : item;
	case LOOP_NOTHING:
	default:
		return (struct value){.kind = VALUE_MISSING};
	}
}

static struct value
loop_cycle(struct render *render, struct value subject, const struct arguments *arguments)
{
	if (arguments->named_count)
		render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "cycle",
			(int)arguments->named->length, arguments->named->name);
	if (!arguments->count)
		render_fail(render, MISTAKE_CYCLE_EMPTY);
	return arguments->positional[(size_t)subject.loop->index0 % arguments->count];
}

static struct value
loop_changed(struct render *render, struct value subject, const struct arguments *arguments)
{
	struct loop *loop = subject.loop;
	const struct value now = render_new_tuple(render, arguments->positional, arguments->count);

	if (arguments->named_count)
		render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "changed",
			(int)arguments->named->length, arguments->named->name);
	if (loop->changed.kind != VALUE_MISSING && value_equal(render, loop->changed, now))
		return value_boolean(false);
	loop->changed = now;
	heap_keep(&render->heap);
	return value_boolean(true);
}

const struct builtin methods_of_loops[] = {
	{"cycle", .run_any = loop_cycle},
	{"changed", .run_any = loop_changed},
	{NULL, .run = NULL},
};

/* One round: the body with its scope. Whether it ended without break or continue goes to `*whole`. */
static bool
run_round(struct render *render, const struct loop_statement *statement, struct value item,
	bool *whole)
{
	execute_assign(render, statement->target, item);
	execute_enter(render, &statement->scope);
	const enum flow flow = execute_body(render, &statement->body);

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

/* jinja2: visit_For. A round that ends early does not count against the else, as in Jinja. */
static enum flow
run_loop(struct render *render, const struct loop_statement *statement, struct value iterable,
	int64_t depth0, struct frame *outer)
{
	const uint32_t start = render->start, end = render->end;
	struct iterator *iterator = open_iterator(render, statement, iterable, outer);
	struct loop *loop =
		statement->loop ? new_loop(render, statement, iterator, depth0, outer) : NULL;
	bool whole = false;
	struct value item;

	if (loop && !statement->condition)
		loop->iterable = iterable;
	if (loop)
		execute_set(render, (struct variable){.slot = statement->loop},
			(struct value){.kind = VALUE_LOOP, .loop = loop});
	while (loop ? next(render, loop, &item) : iterator_next(render, iterator, &item)) {
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

	render_enter_call(render, &trace);
	render->frame = frame_new(render, statement->recursive, outer, outer->context);
	run_loop(render, statement, iterable, depth0, outer);
	render->frame = before;
	render_leave_call(render, &trace);
}

enum flow
execute_for(struct render *render, const struct statement *statement)
{
	const struct loop_statement *loop = statement->loop;
	const struct value iterable = evaluate(render, loop->iterable);

	render_at(render, loop->iterable);
	if (!loop->is_recursive)
		return run_loop(render, loop, iterable, 0, render->frame);
	run_recursive(render, loop, iterable, 0, render->frame);
	return FLOW_ON;
}

struct value
loop_call(struct render *render, struct value value, const struct arguments *arguments)
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
