/* Axes of a matrix: their values, and strings that use them. */
#ifndef FAMILY_SCHEMA_AXIS_H
#define FAMILY_SCHEMA_AXIS_H

#include <stddef.h>

struct node;

/* A value of an axis of the matrix. */
struct axis_value {
	const char *axis, *value;
	const struct node *node; /* where it is written */
};

/* Renders strings that use axes; whoever implements it embeds this. */
struct expander {
	/*
	 * What `text`, a scalar that is a template, becomes with these values: a string that lives as
	 * long as the family; NULL after a diagnostic, or alone once one has said that the run may
	 * not go on.
	 */
	const char *(*expand)(struct expander *expander, const struct axis_value *axes,
		size_t axis_count, const struct node *text);
};

#endif
