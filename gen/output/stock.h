/*
 * The stock templates: those of this project, compiled into the program. A family's templates/ adds
 * to them and replaces them file by file.
 */
#ifndef OUTPUT_STOCK_H
#define OUTPUT_STOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "support/store.h"

/*
 * The folder that messages and templates find them in. "stock/lib/apt.j2" is the program's, even if
 * the family has a lib/apt.j2.
 */
#define STOCK_FOLDER "stock"

/* A file of the program. gen/generator.mk makes the tables; a NUL stands behind the bytes. */
struct program_file {
	const char *path;
	const unsigned char *bytes;
	size_t length;
	bool executable;
};

/* The files by their paths in templates/, sorted as strcmp does; ended by one without a path. */
extern const struct program_file stock_files[];

/* Files in memory as a store: those of the program, or of a family that is not written yet. */
struct program_store {
	struct store store;
	const char *folder;               /* what their paths start with; NULL: with nothing */
	const struct program_file *files; /* sorted by their paths; ended by one without a path */
	size_t count;                     /* of the files; 0: not counted yet */
};

/* The stock templates, with paths that start with STOCK_FOLDER. */
extern const struct program_store stock_store;

/* A store of `files`, which are borrowed, with their own paths. */
struct program_store
program_store_of(const struct program_file *files);

#endif
