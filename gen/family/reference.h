/* What `from` and `copy` name: an image of the family, or a base from outside. */
#ifndef FAMILY_REFERENCE_H
#define FAMILY_REFERENCE_H

#include <stdbool.h>

struct checker;
struct diagnostics;
struct family;
struct image;
struct node;
struct variant;

/*
 * The image of the family that `reference` names, in *image; NULL there for a base. False, after a
 * diagnostic, where it is neither: never a silent pull from a public registry (DESIGN: mistakes).
 */
bool
reference_find(const struct family *family, const struct node *reference, struct image **image,
	struct diagnostics *diagnostics);

/*
 * Reports the bases of a variant that are a name and a tag of the family's own: they would be pulled
 * by name. What an image itself stands on may be called as it is.
 */
void
reference_check_bases(
	struct checker *checker, const struct family *family, const struct variant *variant);

#endif
