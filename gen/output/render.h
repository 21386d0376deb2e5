/* Rendering a family: every file of out/, in memory. */
#ifndef OUTPUT_RENDER_H
#define OUTPUT_RENDER_H

#include "support/failure.h"

struct arena;
struct budget;
struct diagnostics;
struct family;
struct store;
struct tree;

/* The file that says what out/ holds, and is therefore the last to change. */
#define RENDER_LAST "keys"

/*
 * Renders the template of each variant, with the files that it copies, into its context, sets the
 * content keys, and then every FILE.j2 of `templates`/family into FILE; `templates` is a folder of
 * `store`. A file that starts with #! is executable. Mistakes go to `diagnostics` and everything else is rendered all the same;
 * what that costs is taken from `budget`, to which templates add as they are read.
 * OUTCOME_MACHINE after a message if a folder or file cannot be read.
 */
enum outcome
render_family(struct family *family, const struct store *store, const char *templates,
	struct tree *tree, struct diagnostics *diagnostics, struct budget *budget);

/*
 * Reports the templates and files that images name and `templates` has not: before a family is
 * rendered, and for one with other mistakes, which is not, so that one run shows all.
 */
void
render_check_inputs(const struct family *family, const struct store *store, const char *templates,
	struct arena *arena, struct diagnostics *diagnostics);

#endif
