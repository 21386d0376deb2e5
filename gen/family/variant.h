/* Variants: what an image is at each point of its matrix. */
#ifndef FAMILY_VARIANT_H
#define FAMILY_VARIANT_H

struct checker;
struct family;
struct image;
struct variant;

/*
 * Makes the variants of `image`, whose points are known and whose parents have theirs: strings with
 * axes rendered and checked, tag and template from the parent where they are not written, and their tags.
 * What is copied is linked later, when all images have their variants. Mistakes are reported.
 */
void
variants_make(struct checker *checker, struct image *image);

/* Finds the parents that `variant` is built on and copies from, which become its needs. */
void
variant_link(struct checker *checker, const struct family *family, struct variant *variant);

/* Sets what `variant` holds with its parents, which come first. */
void
variant_inherit(struct checker *checker, struct variant *variant);

#endif
