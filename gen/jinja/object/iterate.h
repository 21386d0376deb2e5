/* Iterating over values, as Python does. */
#ifndef JINJA_OBJECT_ITERATE_H
#define JINJA_OBJECT_ITERATE_H

#include "jinja/value/value.h"

struct list;
struct render;

/* Gives items one by one: those of a value, or those that a lazy filter makes of others. */
struct iterator {
	bool (*next)(struct render *render, struct iterator *iterator, struct value *item);
	struct value source;
	size_t at, size;
	uint32_t offset;
	struct iterator *inner; /* of a filter: what it filters */
	void *data;             /* of a filter */
	size_t birth;           /* of a filter: where the heap was when it was made */
};

/*
 * An iterator over `value`, made in `storage` unless `value` is an iterator itself. Fails if Python
 * could not iterate.
 */
struct iterator *
iterate(struct render *render, struct value value, struct iterator *storage);

/* Puts the next item into `*item`; false at the end. Counts a step. */
bool
iterator_next(struct render *render, struct iterator *iterator, struct value *item);

/* An iterator as a value; `next` makes its items of `source` and `data`. */
struct value
iterator_new(struct render *render,
	bool (*next)(struct render *, struct iterator *, struct value *), struct value source,
	void *data);

/* To be called where what a filter keeps for its next items gets newer memory. */
void
iterator_keep(struct render *render, const struct iterator *iterator);

/* A `next` that gives nothing. */
bool
iterate_nothing(struct render *render, struct iterator *iterator, struct value *item);

/* A `next` that gives the items of the source. */
bool
iterate_source(struct render *render, struct iterator *iterator, struct value *item);

/* list(value). */
struct list *
iterate_to_list(struct render *render, struct value value);

/* reversed(value); VALUE_MISSING if Python cannot reverse it. */
struct value
iterate_reversed(struct render *render, struct value value);

#endif
