/* Iterating over values, as Python does. */
#ifndef JINJA_OBJECT_ITERATE_H
#define JINJA_OBJECT_ITERATE_H

#include "jinja/value/value.h"

struct list;
struct render;

/* Gives the items of something one by one. */
struct iterator {
	bool (*next)(struct render *render, struct iterator *iterator, struct value *item);
	struct value source;
	size_t at, size;
	uint32_t offset;
	struct iterator *inner; /* of a filter: what it filters */
	void *data;             /* of a filter */
};

/*
 * An iterator over `value`, in `storage` unless it is one itself. Fails if Python could not iterate.
 */
struct iterator *
iterate(struct render *render, struct value value, struct iterator *storage);

/* The next item of `iterator`; false at the end. Counts a step. */
bool
iterator_next(struct render *render, struct iterator *iterator, struct value *item);

/* An iterator value, its inner iterator over `source` started. */
struct value
iterator_new(struct render *render,
	bool (*next)(struct render *, struct iterator *, struct value *), struct value source,
	void *data);

/* A `next` of nothing. */
bool
iterate_nothing(struct render *render, struct iterator *iterator, struct value *item);

/* A `next` of what iterates over its source. */
bool
iterate_source(struct render *render, struct iterator *iterator, struct value *item);

/* list(value). */
struct list *
iterate_to_list(struct render *render, struct value value);

/* reversed(value); VALUE_MISSING if Python cannot reverse it. */
struct value
iterate_reversed(struct render *render, struct value value);

#endif
