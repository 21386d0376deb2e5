/* Axes of a matrix: their values, and the texts that use them. */
#ifndef FAMILY_SCHEMA_AXIS_H
#define FAMILY_SCHEMA_AXIS_H

#include <stddef.h>

struct node;

/* A value of an axis of the matrix. */
struct axis_value {
	const char *axis, *value;
	const struct node *node; /* where it is written */
	struct node *vars;       /* of the variants that have it; NULL: none are written */
};

/* What the texts of an image can use: its axes by their names, its name, and its vars. */
struct text_scope {
	const struct axis_value *axes;
	size_t axis_count;
	const struct node *image; /* where the image is named */
	const struct node *vars; /* a map; NULL: the texts are those of vars, and cannot use them */
};

/* Renders strings with placeholders. An implementation has this as its first member. */
struct expander {
	/*
	 * Renders the scalar `text` with what is in `scope`. The string lives as long as the family.
	 * NULL after a diagnostic, and without one if the budget is used up.
	 */
	const char *(*expand)(
		struct expander *expander, const struct text_scope *scope, const struct node *text);
};

#endif
