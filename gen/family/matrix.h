/* The matrix of an image: its axes, the points of its own, and what is left out of them. */
#ifndef FAMILY_MATRIX_H
#define FAMILY_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

struct axis_value;
struct checker;
struct image;
struct node;
struct variant;

enum { MATRIX_VARIANTS_MOST = 256 }; /* of an image; CI systems have the same bound */

/* What could become a variant: a point of the image's own matrix on a variant of its parent. */
struct combination {
	const struct axis_value *axes; /* the parent's, then the image's own */
	size_t axis_count;
	const struct point *point;
	struct variant *parent; /* NULL on a base */
};

struct combinations {
	struct combination *items;
	size_t count;
};

/*
 * Sets the points of `image` with the values of its own axes; none where its matrix is wrong or too
 * large, after a diagnostic.
 */
void
matrix_read(struct checker *checker, struct image *image);

/*
 * The points of `image`, whose parents have their variants, on those of their variants that agree.
 * Values that no variant of a parent has are reported, and more than MATRIX_VARIANTS_MOST.
 */
struct combinations
matrix_combinations(struct checker *checker, const struct image *image);

/* Reports axes and values in `exclude` and `latest` that no combination has; false if there are any. */
bool
matrix_check_names(struct checker *checker, const struct image *image,
	const struct combinations *combinations);

/* Whether `exclude` leaves the combination out. */
bool
matrix_excludes(
	struct checker *checker, const struct image *image, const struct combination *combination);

/* Whether `point`, a map of axes and values, names what has these axes. */
bool
matrix_point_matches(const struct node *point, const struct axis_value *axes, size_t axis_count);

/* Whether the values of all axes that both have are the same. */
bool
matrix_axes_agree(
	const struct axis_value *a, size_t a_count, const struct axis_value *b, size_t b_count);

#endif
