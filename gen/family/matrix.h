/* The matrix of an image: its axes, its points, and which of them `exclude` and `include` say. */
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
 * Sets the points of `image`, one for each combination of the values of its own axes, and behind
 * them those of `include`. There are none, after a diagnostic, where the matrix is wrong or too
 * large.
 */
void
matrix_read(struct checker *checker, struct image *image);

/*
 * Combines each point of `image` with each variant of its parent that agrees with it. The parents
 * have to have their variants. Reports values that no variant of the parent has, and more than
 * MATRIX_VARIANTS_MOST combinations, of which none are returned.
 */
struct combinations
matrix_combinations(struct checker *checker, const struct image *image);

/*
 * Whether the combinations have all axes and values that `exclude` and `latest` name; reports those
 * that they lack.
 */
bool
matrix_check_names(struct checker *checker, const struct image *image,
	const struct combinations *combinations);

/* Whether `exclude` leaves the combination out. */
bool
matrix_excludes(
	struct checker *checker, const struct image *image, const struct combination *combination);

/*
 * Whether these axes have all values of `point`, a map of axes and their values; of a list, one of
 * the values.
 */
bool
matrix_point_matches(const struct node *point, const struct axis_value *axes, size_t axis_count);

/* Whether the values of all axes that both have are the same. */
bool
matrix_axes_agree(
	const struct axis_value *a, size_t a_count, const struct axis_value *b, size_t b_count);

#endif
