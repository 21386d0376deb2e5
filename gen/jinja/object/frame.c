#include "jinja/object/frame.h"

#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/heap.h"
#include "support/banned.h"

struct frame *
frame_new(struct render *render, const struct routine *routine, struct frame *outer,
	struct jinja_context *context)
{
	render_step(render, routine->slots / 4);
	const size_t birth = heap_position(&render->heap);
	struct frame *frame =
		render_allocate(render, sizeof(*frame) + routine->slots * sizeof(frame->slots[0]));

	*frame = (struct frame){
		.outer = outer, .context = context, .routine = routine, .birth = birth};
	for (uint32_t i = 0; i < routine->slots; i++)
		frame->slots[i].kind = VALUE_MISSING;
	return frame;
}

void
frame_enter_call(struct render *render, struct trace *trace)
{
	const struct jinja_template *tmpl = render->frame ? render->frame->routine->tmpl : NULL;

	render_step(render, 20);
	if (++render->calls > CALLS_DEEPEST)
		render_fail(render, MISTAKE_RECURSION);
	*trace = (struct trace){render->trace, tmpl, render->start, render->end};
	render->trace = trace;
}

void
frame_leave_call(struct render *render, const struct trace *trace)
{
	render->calls--;
	render->trace = trace->outer;
	render->start = trace->start;
	render->end = trace->end;
}
