/*
 * The index remembers what the files of a family were when out/ was last up to date, and the
 * targets that they give. As with git's index, one stat(2) for each file tells that nothing
 * changed. A file is read and compared by its hash if its stat data differ, or if it changed so
 * late that they could not tell ("racy"). Without the index a run is slower, and never wrong.
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
 * Reads the stat data of all inputs: images.yaml, images.lock beside it, and the files of
 * templates/. Call it before they are rendered; then the next run notices a change that is made
 * meanwhile. NULL if there are too many files for an index.
 */
struct index_files *
index_scan(struct arena *arena, const struct project_places *places);

struct index;

/*
 * Reads the index at `path`, and its targets into `*targets`. NULL if it is of another version of
 * the program or of other places, or if an input has changed since.
 */
struct index *
index_open(struct arena *arena, const char *path, const struct project_places *places,
	struct targets **targets);

/*
 * Whether no output has changed either. Files that had to be read for that are noted in the index.
 */
bool
index_confirm(struct index *known);

/*
 * Writes the index: the scanned inputs, the files of `tree`, which are in out/ now, and the
 * targets. Failing to write is no error.
 */
void
index_write(struct arena *arena, const char *path, const struct project_places *places,
	struct index_files *inputs, const struct tree *tree, const struct targets *targets);

#endif
