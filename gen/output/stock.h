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

/* The stock templates as a store, with paths that start with STOCK_FOLDER. */
extern const struct store store_stock;

#endif
