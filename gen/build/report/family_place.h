/* The places where no report may be written. */
#ifndef BUILD_REPORT_FAMILY_PLACE_H
#define BUILD_REPORT_FAMILY_PLACE_H

#include <stdbool.h>

struct project_places;

/*
 * Whether a file at `path`, which need not be there, makes the family or is made of it, or belongs
 * to git.
 */
bool
family_place_has(const struct project_places *places, const char *path);

#endif
