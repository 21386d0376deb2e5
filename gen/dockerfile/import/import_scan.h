/* The files of a folder that is taken in, found without following a symbolic link. */
#ifndef DOCKERFILE_IMPORT_IMPORT_SCAN_H
#define DOCKERFILE_IMPORT_IMPORT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "support/failure.h"

struct arena;
struct text;

enum scan_kind {
	SCAN_FILE,
	SCAN_FOLDER,
	SCAN_EMPTY,   /* a folder without an entry */
	SCAN_DEEP,    /* a folder whose path is too long to be read */
	SCAN_LINK,    /* a symbolic link */
	SCAN_SPECIAL, /* a device, FIFO or socket */
	SCAN_GIT,     /* .git, a file or a folder that was not read */
};

struct scan_entry {
	const char *path; /* from the folder that was scanned */
	const char *name; /* the last part of `path`, in it */
	enum scan_kind kind;
	bool executable; /* of a file: its owner can execute it */
	mode_t mode;     /* of a file or folder: its permissions */
	size_t size;     /* of a file */
	/* What import_context.h has done with it; the scan leaves these false. */
	bool is_checked, is_left_out;
	size_t added_for
		[2];       /* the round of import_arrange that added it last: to the context of its
			      * folder, and to the one of the folder that was scanned */
	const char *bytes; /* NULL: it was not read yet */
	size_t length;
};

enum { SCAN_PATH_LONGEST = 1024 }; /* bytes of the path of a folder that is read */

/* All entries below a folder; each folder stands right before what it holds, sorted by name. */
struct scan {
	const char *directory; /* borrowed */
	int root;              /* the open folder; -1: none */
	struct scan_entry *entries;
	size_t count;
};

/*
 * Finds all entries below `directory` and keeps it open until scan_close. Links in the path of
 * `directory` may lead where support/link.h lets them. The entries live in `arena`. OUTCOME_MISTAKE
 * or OUTCOME_MACHINE after a message if it is no folder, or if a folder in it cannot be read.
 */
enum outcome
scan_open(struct scan *scan, const char *directory, struct arena *arena);

/*
 * Reads the file at `path` of a scan into `into`, whose former content is gone; at most `largest`
 * bytes of it. False with errno: ELOOP or ENOTDIR if a part of the path became a symbolic link or
 * another thing since the scan.
 */
bool
scan_read(const struct scan *scan, const char *path, size_t largest, struct text *into);

void
scan_close(struct scan *scan);

#endif
