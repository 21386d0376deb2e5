/*
 * The index: what the files of a family were when out/ was last up to date, and the targets that they give. As
 * with git's, one stat for each file tells that nothing changed; a file whose stat data differ, or that
 * changed so late that they could not tell (a "racy" one), is read and compared by its hash.
 * Losing the index costs time, never truth.
 */
#ifndef BUILD_TARGET_INDEX_H
#define BUILD_TARGET_INDEX_H

#include <stdbool.h>

struct arena;
struct project_places;
struct targets;
struct tree;

struct index_files;

/*
 * Looks at all inputs: images.yaml, its lock beside it, and what is in templates/. This comes before they are read
 * to be rendered, so that what changes meanwhile is found out by the next run. NULL if there are too
 * many files for an index.
 */
struct index_files *
index_scan(struct arena *arena, const struct project_places *places);

struct index;

/*
 * The index at `path`, and its targets in `*targets`, if it is of this program and these places and no input has
 * changed since; else NULL.
 */
struct index *
index_open(struct arena *arena, const char *path, const struct project_places *places,
	struct targets **targets);

/* Whether no output has changed either. What had to be read to know all that is noted in the index. */
bool
index_confirm(struct index *known);

/*
 * Writes the index of inputs that were scanned and of what was made of them: the files of `tree`, which are in
 * out/ now, and the targets. An index that cannot be written is no failure.
 */
void
index_write(struct arena *arena, const char *path, const struct project_places *places,
	struct index_files *inputs, const struct tree *tree, const struct targets *targets);

#endif
