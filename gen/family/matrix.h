/* The matrix of an image: its axes and its points. */
#ifndef FAMILY_MATRIX_H
#define FAMILY_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

struct axis_value;
struct checker;
struct image;
struct nearest;
struct node;

enum { MATRIX_VARIANTS_MOST = 256 }; /* of an image; CI systems have the same bound */
enum { MATRIX_LISTED_MOST = 1000 };  /* combinations in `exclude` or `include` */

/*
 * Sets the points of `image`, one for each combination of the values of its own axes, and behind
 * them those of `include`. There are none, after a diagnostic, where the matrix is wrong or too
 * large.
 */
void
matrix_read(struct checker *checker, struct image *image);

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

/* The value of the axis, or NULL. */
const struct axis_value *
matrix_find_axis(const struct axis_value *axes, size_t count, const char *axis);

/*
 * The combinations of `key`, which is exclude or include. They can stand beside the matrix (`which`
 * is 0) and in it (1), and both count. NULL if there are none.
 */
const struct node *
matrix_list(const struct image *image, const char *key, size_t which);

/* Reports an unknown value of an axis, or if `value` is NULL an unknown axis. */
void
matrix_report_unknown(struct checker *checker, const struct node *axis, const struct node *value,
	const struct nearest *nearest);

/* Reports at `node` that the image has more than MATRIX_VARIANTS_MOST variants. */
void
matrix_report_too_many(struct checker *checker, const struct image *image, const struct node *node);

#endif
