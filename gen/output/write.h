/*
 * Makes a folder on disk hold the files of a tree: compares first, then writes only what differs.
 */
#ifndef OUTPUT_WRITE_H
#define OUTPUT_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "output/folder.h"
#include "output/stock_mark.h"
#include "support/failure.h"

struct tree;

/* What has to be done with a file. */
enum change_kind { CHANGE_ADD, CHANGE_REPLACE, CHANGE_REMOVE };

struct change {
	enum change_kind kind;
	const char *path;
	const char *before; /* the bytes on disk; NULL if there is no regular file */
	size_t before_length;
};

/*
 * The changes, in the order in which they have to be made. Items live in the tree's arena. All zero
 * before use. The folder is locked until write_close, so that nobody else writes between comparing
 * and writing.
 */
struct changes {
	struct change *items;
	size_t count;
	const char **
		gone; /* paths that the old manifest names, but neither the tree nor the disk has */
	size_t gone_count;
	struct stock_mark before; /* of the stock templates, as the old manifest has it */
	const char *promise; /* the manifest while changes are made; NULL: the old one will do */
	struct folder folder;
	bool locked; /* false if there is no folder yet */
};

/*
 * The file that lists the files of a folder. Before the first file is written, it lists the old
 * files and the new ones, so that the folder never has a file that is not listed. At the end it
 * lists the new ones. Its first line is the mark of the stock templates, if any was used.
 */
#define WRITE_MANIFEST ".manifest"

/*
 * Adds the manifest to `tree` and finds what has to change in `directory`. To be written are files
 * that are missing, that differ in bytes or in being executable, and those that are not regular
 * files. To be removed are files that the old manifest names and the tree does not have, and what a
 * killed run left. The last change is that of `last`, a path of the tree. With `marked`, the new
 * manifest has the mark of this program. OUTCOME_MACHINE after a message if something cannot be
 * read.
 */
enum outcome
write_compare(struct tree *tree, const char *directory, const char *last, bool marked,
	struct changes *changes);

/*
 * Makes the changes. OUTCOME_MISTAKE after a message if a newer program wrote the folder: what it
 * mended would be undone. Each file is written to a temporary file in `directory` and renamed, so that
 * it is wholly old or wholly new. No symbolic link below `directory` is followed. Modes are 0644 or
 * 0755, whatever the umask. Folders that become empty are removed. The first failure ends it with a
 * message and OUTCOME_MACHINE; comparing and writing again then makes what is left to do.
 */
enum outcome
write_changes(const struct tree *tree, const char *directory, struct changes *changes);

/* Releases the lock. */
void
write_close(struct changes *changes);

#endif
