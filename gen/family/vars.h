/* The vars of an image: data for templates, which the texts of images.yaml can use too. */
#ifndef FAMILY_VARS_H
#define FAMILY_VARS_H

#include "family/schema/axis.h"

struct checker;
struct image;
struct node;
struct point;
struct variant;

/* No vars. */
extern const struct node vars_none;

/*
 * The image's own vars at a point of its matrix: those of the image, and over them those of the
 * values of its axes. Their texts are rendered with `scope`. NULL if there are none.
 */
struct node *
vars_own(struct checker *checker, const struct image *image, const struct point *point,
	struct text_scope scope);

/* `own` over those that are inherited from the variant `parent`. Both may be NULL. */
const struct node *
vars_visible(struct checker *checker, struct node *own, const struct variant *parent);

/*
 * The own vars that `text`, the `from` of the image, names. Others are left alone: they may use axes
 * of the parent, which is not known yet.
 */
const struct node *
vars_for_text(struct checker *checker, const struct image *image, const struct point *point,
	const struct node *text);

#endif
