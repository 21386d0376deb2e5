/* Rendering a family: every file of out/, in memory. */
#ifndef OUTPUT_RENDER_FAMILY_H
#define OUTPUT_RENDER_FAMILY_H

#include "support/failure.h"

struct budget;
struct diagnostics;
struct family;
struct loader;
struct tree;

/* The file that says what out/ holds, and is therefore the last to change. */
#define RENDER_LAST "keys"

/*
 * Renders the template of each variant into its context, with the files that it copies, and sets
 * the content keys. Then renders every FILE.j2 of family/ into FILE; one that renders to nothing
 * writes no file, so an empty template switches a stock one off. A file that is copied keeps its
 * mode; an output is executable if it starts with #!. The templates and files come from `loader`.
 * Mistakes go to `diagnostics`, and the
 * rest is rendered all the same. What that costs is taken from `budget`. OUTCOME_MACHINE after a
 * message if a folder cannot be read.
 */
enum outcome
render_family(struct family *family, struct loader *loader, struct tree *tree,
	struct diagnostics *diagnostics, struct budget *budget);

/*
 * Reports the templates and files that images name and `loader` has not. It is called before a
 * family is rendered, and for a family with other mistakes, which is never rendered, so that one
 * run shows all.
 */
void
render_check_inputs(
	const struct family *family, struct loader *loader, struct diagnostics *diagnostics);

#endif
