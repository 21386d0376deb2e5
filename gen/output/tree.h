/* The tree of out/ as it shall be: files in memory. */
#ifndef OUTPUT_TREE_H
#define OUTPUT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/hash/object_id.h"
#include "support/map.h"

struct arena;

struct tree_file {
	const char *path; /* relative, with / between its parts */
	const char *bytes;
	size_t length;
	bool executable;
	struct object_id id; /* the name that git gives to the bytes; known after tree_hash */
};

/* Everything in it lives in the arena; all zero but for the arena is an empty tree. */
struct tree {
	struct arena *arena;
	struct map files;   /* path → struct tree_file, in order of being added */
	struct map folders; /* every folder that a file stands in */
	struct map blobs; /* where bytes are → struct object_id, of files that many variants have */
	struct map spellings; /* in lower case → as it is spelt, of files and folders */
};

enum { TREE_HASH_LENGTH = 40 };

/*
 * Adds a file; path and bytes are borrowed. False, and nothing added, if the path is there already
 * as a file or a folder, in whatever case, since not every file system tells cases apart; or one of
 * its folders is a file.
 */
bool
tree_add(struct tree *tree, const char *path, const char *bytes, size_t length, bool executable);

/* The file at `path`, or NULL. */
const struct tree_file *
tree_find(const struct tree *tree, const char *path);

/* The files sorted by path, byte by byte: an array of tree->files.count, in the arena. */
const struct tree_file **
tree_sorted(const struct tree *tree);

/* The files below `folder`, which were added one after the other, sorted; an array of *count, in the arena. */
struct tree_file **
tree_below(const struct tree *tree, const char *folder, size_t *count);

/*
 * Names the files below `folder` as git does, and the folder (`git rev-parse HEAD:FOLDER` once it
 * is committed): TREE_HASH_LENGTH hex digits and a NUL, in the arena (git-hash-object(1),
 * gitformat-index(5)).
 */
const char *
tree_hash(struct tree *tree, const char *folder);

#endif
