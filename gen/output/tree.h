/* The files that out/ is to have, in memory. */
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

/* Everything in it lives in the arena. A tree that is all zero but for the arena is empty. */
struct tree {
	struct arena *arena;
	struct map files;   /* path → struct tree_file, in order of being added */
	struct map folders; /* every folder that a file stands in */
	struct map
		blobs; /* address of bytes → struct object_id, of files that many variants have */
	struct map spellings; /* path in lower case → the path as it is, of files and folders */
};

enum { TREE_HASH_LENGTH = 40 };

/*
 * Adds a file; path and bytes are borrowed. False, and nothing is added, if the path is already a
 * file or a folder, or if one of its folders is a file. Names that differ only in upper and lower
 * case count as the same, as some file systems do not tell them apart.
 */
bool
tree_add(struct tree *tree, const char *path, const char *bytes, size_t length, bool executable);

/* What has a name already, wholly or in other letters: the first `length` bytes of `path`. */
struct tree_holder {
	const char *path; /* NULL: nothing has it */
	size_t length;
	bool is_file; /* else it is a folder */
};

/* What kept `path` from being added: a file or folder of its name or of that of one of its folders. */
struct tree_holder
tree_find_holder(const struct tree *tree, const char *path);

/* The file at `path`, or NULL. */
const struct tree_file *
tree_find(const struct tree *tree, const char *path);

/* The files sorted by the bytes of their paths: an array of tree->files.count, in the arena. */
const struct tree_file **
tree_sorted(const struct tree *tree);

/*
 * The files below `folder`, sorted: an array of *count, in the arena. They must have been added one
 * right after the other.
 */
struct tree_file **
tree_below(const struct tree *tree, const char *folder, size_t *count);

/*
 * The hash that git gives to `folder` (git rev-parse HEAD:FOLDER, once it is committed):
 * TREE_HASH_LENGTH hexadecimal digits in the arena. Sets the id of each file below it, too.
 */
const char *
tree_hash(struct tree *tree, const char *folder);

#endif
