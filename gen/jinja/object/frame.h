/* Running routines, and the calls in one another. */
#ifndef JINJA_OBJECT_FRAME_H
#define JINJA_OBJECT_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "jinja/value/value.h"

struct jinja_context;
struct render;
struct routine;
struct jinja_template;

/* A running routine. Macros keep the frame that they were defined in. */
struct frame {
	struct frame *outer;
	struct jinja_context *context;
	const struct routine *routine;
	const struct jinja_template *parent; /* of a root: what it extends, once that is known */
	size_t birth;                        /* where the heap was when it was made */
	struct value slots[];
};

/* A call, and the call that it was made in: the notes of a message say where they are. */
struct trace {
	const struct trace *outer;
	const struct jinja_template *tmpl;
	uint32_t start, end;
};

/* A frame for `routine`, all its slots empty. */
struct frame *
frame_new(struct render *render, const struct routine *routine, struct frame *outer,
	struct jinja_context *context);

/*
 * Begins a call in a call; fails if there are too many. frame_leave_call ends it and goes back to
 * its place.
 */
void
frame_enter_call(struct render *render, struct trace *trace);

void
frame_leave_call(struct render *render, const struct trace *trace);

#endif
