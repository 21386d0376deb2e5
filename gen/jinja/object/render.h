/* One rendering: its memory, its bounds, and how it ends with a mistake. */
#ifndef JINJA_OBJECT_RENDER_H
#define JINJA_OBJECT_RENDER_H

#include <setjmp.h>

#include "jinja/object/jinja_context.h"
#include "jinja/object/mistakes.h"
#include "jinja/value/heap.h"
#include "support/text.h"

struct budget;
struct builtin;
struct change;
struct compiler;
struct diagnostics;
struct dict;
struct frame;
struct jinja_template;
struct trace;

/* The bounds of a rendering; each is an error where it is passed. */
enum {
	CALLS_DEEPEST = 150,        /* macros, blocks, includes in one another */
	EVALUATIONS_DEEPEST = 3000, /* C calls in one another */
	ITERATORS_DEEPEST = 900,    /* lazy filters in one another; Python's own bound */
	OUTPUT_LARGEST = 32 << 20,  /* one text, rendered or in between */
	VALUES_DEEPEST = 100,       /* lists in lists, where they are compared or written */
	DICT_STEPS = 8, /* that an entry of a large dict takes: it may be anywhere in memory */
};

struct render {
	struct compiler *compiler; /* that finds templates (run/) */
	/* The methods of the values of each kind, or NULL (library/). */
	const struct builtin *const *methods;
	struct budget *budget;             /* of the run */
	const struct jinja_template *tmpl; /* that was asked for */
	bool strict;
	struct heap heap;
	struct text *out;
	size_t out_start, out_most;
	struct text scratch;
	struct diagnostics *diagnostics;
	const char *while_rendering;
	struct frame *frame;
	uint32_t start, end; /* of what is being evaluated, for messages */
	const struct trace *trace;
	size_t mark; /* what the heap has above this is given back soon */
	unsigned calls, evaluations, iterators;
	int64_t steps; /* that are left of the run's */
	struct names globals;
	struct names context_names; /* the context given, then the globals */
	struct dict *modules;       /* imported without context, by name */
	struct change *changes;     /* what was changed of the context, last first */
	jmp_buf out_of_it;
};

/* Ends the rendering with a mistake at the current place. */
_Noreturn void
render_fail(struct render *render, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the rendering with the syntax error of a template. */
_Noreturn void
render_fail_broken(struct render *render, const struct jinja_template *tmpl);

/* Ends the rendering because the run has taken its steps. */
_Noreturn void
render_fail_steps(struct render *render);

/*
 * Counts `count` steps against the bound of the run. A step is what a round of an empty loop takes, about ten
 * nanoseconds. Whatever can take longer for larger values counts it, before it is done.
 */
static inline void
render_step(struct render *render, size_t count)
{
	render->steps -= (int64_t)count;
	if (render->steps < 0)
		render_fail_steps(render);
}

/* Counts what it takes to copy, compare or hash bytes. */
static inline void
render_step_bytes(struct render *render, size_t count)
{
	render_step(render, count / 64);
}

/* Counts what it takes to look at bytes one by one. */
static inline void
render_step_characters(struct render *render, size_t count)
{
	render_step(render, count / 4);
}

/* Bounds what was written to render->scratch since it was `start` long. */
static inline void
render_check_scratch(struct render *render, size_t start)
{
	if (render->scratch.length - start > OUTPUT_LARGEST)
		render_fail(render, MISTAKE_STRING_LARGE);
}

/* heap_allocate in the rendering's heap. */
void *
render_allocate(struct render *render, size_t size) __attribute__((returns_nonnull));

/* A string value with a copy of `length` bytes. */
struct value
render_string(struct render *render, const char *bytes, size_t length);

/* The text written to render->scratch since it had `start` bytes, as a string; it is cut off there. */
struct value
render_scratch(struct render *render, size_t start);

struct value
render_new_list(struct render *render, size_t room);

struct value
render_new_tuple(struct render *render, const struct value *items, size_t count);

struct value
render_new_dict(struct render *render);

/* Text written since the output had `start` bytes, as a string; it is cut off there. */
struct value
render_captured(struct render *render, size_t start);

/* Ends the rendering because its output, or that of the run, is too large. */
_Noreturn void
render_fail_output(struct render *render);

static inline void
render_check_output(struct render *render)
{
	if (render->out->length - render->out_start > render->out_most)
		render_fail_output(render);
}

#endif
