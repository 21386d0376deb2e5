/* Which images of a list of jobs differ between two commits. */
#ifndef BUILD_MATRIX_CHANGED_H
#define BUILD_MATRIX_CHANGED_H

#include "support/failure.h"

struct job_images;
struct project_places;
struct revisions;

/*
 * Keeps those images in the list that are new in the second of the revisions, or differ between the
 * two: in their keys, or in what is no part of a key, as their tests. OUTCOME_MISTAKE or
 * OUTCOME_MACHINE as sides_read has it.
 */
enum outcome
changed_keep(struct job_images *images, const struct revisions *revisions,
	const struct project_places *places);

#endif
