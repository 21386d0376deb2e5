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
struct undo_entry;
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

/* An output statement or a round of a loop: at its end, the memory that it took is given back. */
struct span {
	const struct span *outer;
	struct heap_mark mark;
	const struct frame *frame; /* that the loop runs in; NULL: an output */
	unsigned level; /* variables of the frame from this level on end with the round */
};

struct render {
	struct compiler *compiler; /* finds templates; only run/ knows what it is */
	/* For each kind of value, the table of its methods, or NULL (library/ has them). */
	const struct builtin *const *methods;
	struct budget *budget;             /* of the run */
	const struct jinja_template *tmpl; /* that was asked for */
	bool strict;
	struct heap heap;
	struct text *out;           /* what is written */
	size_t out_start, out_most; /* where it began, and how much may be written */
	struct text scratch;        /* strings while they are made */
	struct diagnostics *diagnostics;
	const char *while_rendering; /* for a note of a message, or NULL */
	struct frame *frame;         /* the routine that runs; NULL before the first */
	uint32_t start, end;         /* of what is being evaluated, for messages */
	const struct trace *trace;
	const struct span *span;                /* the innermost, or NULL */
	unsigned calls, evaluations, iterators; /* how deep they are in one another */
	int64_t steps;                          /* how many are left in the budget */
	struct names globals;
	struct names context_names;  /* the context given, then the globals */
	struct dict *modules;        /* imported without context, by name */
	struct undo_entry *undo_log; /* the undo log, last change first */
	jmp_buf out_of_it;           /* where a mistake jumps to */
};

/* Ends the rendering with a mistake at the place that is being evaluated. */
_Noreturn void
render_fail(struct render *render, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the rendering with the syntax error of `tmpl`, which has one. */
_Noreturn void
render_fail_broken(struct render *render, const struct jinja_template *tmpl);

/* Ends the rendering because no steps are left in the budget. */
_Noreturn void
render_fail_steps(struct render *render);

/*
 * Takes `count` steps from the budget. A step is a round of an empty loop, about ten nanoseconds.
 * Whatever takes longer for larger values counts its steps before it does its work.
 */
static inline void
render_step(struct render *render, size_t count)
{
	render->steps -= (int64_t)count;
	if (render->steps < 0)
		render_fail_steps(render);
}

/* Counts the steps of copying, comparing or hashing bytes. */
static inline void
render_step_bytes(struct render *render, size_t count)
{
	render_step(render, count / 64);
}

/* Counts the steps of looking at bytes one by one. */
static inline void
render_step_characters(struct render *render, size_t count)
{
	render_step(render, count / 4);
}

/* Fails if more was written to render->scratch since it was `start` long than a string can hold. */
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

/* Takes the bytes of render->scratch from `start` on as a string. */
struct value
render_scratch(struct render *render, size_t start);

/* New values: an empty list with room for `room` items, a tuple of copied items, an empty dict. */
struct value
render_new_list(struct render *render, size_t room);

struct value
render_new_tuple(struct render *render, const struct value *items, size_t count);

struct value
render_new_dict(struct render *render);

/* Takes the bytes of the output from `start` on as a string. */
struct value
render_captured(struct render *render, size_t start);

/* Ends the rendering because its output, or that of the run, is too large. */
_Noreturn void
render_fail_output(struct render *render);

/* Fails if the output is too large. */
static inline void
render_check_output(struct render *render)
{
	if (render->out->length - render->out_start > render->out_most)
		render_fail_output(render);
}

#endif
