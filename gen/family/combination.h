/* What could become the variants of an image, and which of it `exclude` leaves out. */
#ifndef FAMILY_COMBINATION_H
#define FAMILY_COMBINATION_H

#include <stdbool.h>
#include <stddef.h>

struct axis_value;
struct checker;
struct image;
struct point;
struct variant;

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
 * Combines each point of `image` with each variant of its parent that agrees with it. The parents
 * have to have their variants. Reports values that no variant of the parent has, and more than
 * MATRIX_VARIANTS_MOST combinations, of which none are returned.
 */
struct combinations
combinations_make(struct checker *checker, const struct image *image);

/*
 * Whether the combinations have all axes and values that `exclude` and `latest` name; reports those
 * that they lack.
 */
bool
combinations_check_names(struct checker *checker, const struct image *image,
	const struct combinations *combinations);

/* Whether `exclude` leaves the combination out. */
bool
combination_is_excluded(
	struct checker *checker, const struct image *image, const struct combination *combination);

#endif
