#include "jinja/object/loop.h"

#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

static struct value
peek(struct render *render, struct loop *loop)
{
	if (loop->after.kind == VALUE_MISSING) {
		const size_t before = heap_position(&render->heap);

		if (!iterator_next(render, loop->iterator, &loop->after))
			loop->after.kind = VALUE_MISSING;
		if (heap_position(&render->heap) != before)
			heap_keep(&render->heap);
	}
	return loop->after;
}

bool
loop_next(struct render *render, struct loop *loop, struct value *item)
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
