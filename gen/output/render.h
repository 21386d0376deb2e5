/* Rendering a family: every file of out/, in memory. */
#ifndef OUTPUT_RENDER_H
#define OUTPUT_RENDER_H

#include "support/failure.h"

struct diagnostics;
struct family;
struct tree;

/* The file that tells make what out/ holds, and is therefore the last to change. */
#define RENDER_LAST "images.mk"

/*
 * Renders each image's template, with the files that it copies, into the context of its name, sets
 * the content keys, and then every FILE.j2 of `templates`/family into FILE. A file that starts with
 * #! is executable. Mistakes go to `diagnostics` and everything else is rendered all the same;
 * OUTCOME_MACHINE after a message if a folder or file cannot be read.
 */
enum outcome
render_family(struct family *family, const char *templates, struct tree *tree,
	struct diagnostics *diagnostics);

#endif
