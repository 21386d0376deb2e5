/*
 * A file of a person that the program edits, such as images.yaml. It is read once. Other runs wait
 * meanwhile; what a person saves meanwhile stays.
 */
#ifndef BUILD_STATE_EDITED_FILE_H
#define BUILD_STATE_EDITED_FILE_H

#include "support/failure.h"
#include "support/source.h"
#include "support/store.h"

struct arena;

struct edited_file {
	struct arena *arena;
	const struct source *source; /* its bytes; NULL: it cannot be read */
	int lock;                    /* -1: there is none */
};

/* Waits for other runs that edit the file at `path`, and reads it into `arena`. */
struct edited_file
edited_file_open(struct arena *arena, const char *path);

/*
 * Replaces the file, or the one to which a link of that name leads, by `edited`. OUTCOME_MACHINE
 * after a message if it cannot be written, or is no longer what was read.
 */
enum outcome
edited_file_write(const struct edited_file *file, const struct source *edited);

/* Lets other runs go on. */
void
edited_file_close(const struct edited_file *file);

/* The files on disk, with one of them as it will be. */
struct edited_store {
	struct store store;
	const struct source *source;
};

/* The source has the path of that file as its name, and outlives the store. */
struct edited_store
edited_store(const struct source *source);

#endif
