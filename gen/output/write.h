/* Making a folder on disk what a tree says: compare, then write only what differs. */
#ifndef OUTPUT_WRITE_H
#define OUTPUT_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "output/folder.h"
#include "support/failure.h"

struct tree;

/* What is to be done with one file. */
enum change_kind { CHANGE_ADD, CHANGE_REPLACE, CHANGE_REMOVE };

struct change {
	enum change_kind kind;
	const char *path;
	const char *before; /* the bytes on disk; NULL for CHANGE_ADD or what is no regular file */
	size_t before_length;
};

/*
 * In the order in which they are to be made; items live in the tree's arena. All zero before use.
 * Until write_close the folder is locked, so that nobody else writes between comparing and writing.
 */
struct changes {
	struct change *items;
	size_t count;
	const char **gone; /* what the old manifest names, and neither the tree nor the disk has */
	size_t gone_count;
	const char *
		promise; /* what the manifest says while changes are made; NULL: the old one will do */
	struct folder folder;
	bool locked; /* false where there is no folder yet */
};

/*
 * The list of the files that a folder was given. Before the first file is written it names those of
 * before and those to come, so that none is ever there that it does not name; at the end those that are there.
 */
#define WRITE_MANIFEST ".manifest"

/*
 * Adds the manifest to `tree` and finds what has to change in `directory`: files that are missing,
 * differ in bytes or in being executable, or are no regular files, and those to remove: what the
 * old manifest names, the tree has not, and is there, and what a killed run left. The last change is
 * that of `last`, a path of the tree. OUTCOME_MACHINE after a message if something cannot be read.
 */
enum outcome
write_compare(struct tree *tree, const char *directory, const char *last, struct changes *changes);

/*
 * Makes the changes: each file by a temporary file in `directory` and a rename, so that it is wholly
 * old or wholly new; never through a symbolic link below `directory`; modes 0644 or 0755 whatever
 * the umask. Folders that become empty are removed. The first failure ends it with a message and
 * OUTCOME_MACHINE; comparing and writing again goes on from there, or back if the tree is the old one again.
 */
enum outcome
write_changes(const struct tree *tree, const char *directory, struct changes *changes);

/* Gives the lock back. */
void
write_close(struct changes *changes);

#endif
