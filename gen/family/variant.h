/* Making the variants of an image. */
#ifndef FAMILY_VARIANT_H
#define FAMILY_VARIANT_H

struct checker;
struct family;
struct image;
struct variant;

/*
 * Makes the variants of `image`: renders and checks strings with placeholders, takes tag and
 * template from the parent where they are not written, adds what they inherit, and sets the tags.
 * The points of the image have to be set, and its parents need their variants. Images that are
 * copied from are linked later (variant_link). Mistakes are reported.
 */
void
variants_make(struct checker *checker, struct image *image);

/* The node that names the image of an item of `copy` or `bases`, or NULL. */
const struct node *
variant_other(const struct node *item);

/* Finds the parents that `variant` is built on or copies from, and adds them to its needs. */
void
variant_link(struct checker *checker, const struct family *family, struct variant *variant);

#endif
