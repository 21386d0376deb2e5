/* Which images of a list of jobs the registry lacks. */
#ifndef BUILD_MATRIX_MISSING_H
#define BUILD_MATRIX_MISSING_H

#include "support/failure.h"

struct job_images;
struct workspace;

/*
 * Takes out of the list what the registry has under its key and platform, on the images that it has
 * under the keys of its parents. The workspace is open, has a registry and asks no engine; what is
 * wanted is marked. OUTCOME_MACHINE after a message if the registry does not answer.
 */
enum outcome
missing_keep(struct workspace *workspace, struct job_images *images);

#endif
