/* Which of the images that are taken in are built on which others. */
#ifndef DOCKERFILE_IMPORT_IMPORT_PARENTS_H
#define DOCKERFILE_IMPORT_IMPORT_PARENTS_H

#include <stdbool.h>

struct dockerfile_instruction;
struct import;
struct import_image;

/*
 * Finds the parent of each reference, the tag of each image, and an order with parents first. An
 * image that needs itself, or one that is not taken in, is reported and refused.
 */
void
import_find_parents(struct import *import);

/*
 * Whether an instruction is an ARG of the name of the build argument that the family gives to a
 * parent of `image`: BASE, or BASE_NAME.
 */
bool
import_names_parent(struct import *import, const struct import_image *image,
	const struct dockerfile_instruction *instruction);

#endif
