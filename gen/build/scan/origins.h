/* What an image has from others: from the one it stands on, and from those it copies files from. */
#ifndef BUILD_SCAN_ORIGINS_H
#define BUILD_SCAN_ORIGINS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct scan_finding;
struct findings;
struct variant;

/* A copy of a file or folder from an image of the family. */
struct copied_path {
	const char *from, *to;
	const struct map *identities; /* of the findings in that image */
};

/* All zero but for the arena is an image that has nothing from others. */
struct origins {
	struct arena *arena;
	struct map under; /* the identities of the findings in what it stands on */
	struct copied_path *copies;
	size_t copy_count;
};

/* Notes the findings in what the image stands on. */
void
origins_set_under(struct origins *origins, const struct findings *findings);

/* Whether `variant` copies files from the variant with the ID `copied` by `copy` in images.yaml. */
bool
origins_copy_from(const struct variant *variant, const char *copied);

/* Notes the findings in such a variant. */
void
origins_add_copied(struct origins *origins, const struct variant *variant, const char *copied,
	const struct findings *findings);

/* Whether what the image stands on has the same finding. */
bool
origins_have_under(const struct origins *origins, const struct scan_finding *finding);

/* Whether the file that tells of the package was copied from an image with the same finding. */
bool
origins_have_copied(const struct origins *origins, const struct scan_finding *finding);

#endif
