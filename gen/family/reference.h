/* What `from` and `copy` name: an image of the family, or a base from outside. */
#ifndef FAMILY_REFERENCE_H
#define FAMILY_REFERENCE_H

#include <stdbool.h>

struct arena;
struct checker;
struct diagnostics;
struct family;
struct image;
struct node;
struct variant;

/*
 * Sets *image to the image of the family that `reference` names, and to NULL for a base. False,
 * after a diagnostic, where it is neither, so that a misspelt name is never pulled from a public
 * registry.
 */
bool
reference_find(const struct family *family, const struct node *reference, struct image **image,
	struct diagnostics *diagnostics);

/*
 * Reports bases of `variant` that have the name and the tag of an image of the family: they would
 * be pulled. An image may be built on a base that has its own name.
 */
void
reference_check_bases(
	struct checker *checker, const struct family *family, const struct variant *variant);

/*
 * The image of the family whose name `reference` has, NAME:TAG. NULL if there is none, or if that
 * image is built on a base of the same name, so that TAG can be one of the base.
 */
const struct image *
reference_namesake(const struct family *family, const char *reference);

/*
 * Reports a text that names bases with different tags in the variants of `image`, and one digest in
 * all of them.
 */
void
reference_check_digests(struct checker *checker, const struct image *image);

/* How a base or another image is named on a FROM line: with the registry, if it has one. */
const char *
reference_of_variant(struct arena *arena, const struct variant *variant);

#endif
