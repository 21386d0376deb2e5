/*
 * What an edit means: which images change, which of them are rebuilt and why, and which files
 * change.
 */
#ifndef REVIEW_REVIEW_H
#define REVIEW_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "review/value_changes.h"

struct arena;
struct family;
struct loader;
struct tree;
struct tree_file;
struct variant;

/*
 * One side of the comparison: a family and its rendered files. Without a family, the side is empty.
 */
struct review_side {
	const struct family *family;
	const struct tree *tree;
	struct loader *loader; /* of its templates; NULL: both sides have the same test files */
};

/* Why the key of a variant changed: one of its inputs, by the name that people know. */
struct review_cause {
	const char *kind;           /* file, arg, platform, base, parent or order */
	const char *name;           /* for a parent, its variant */
	const char *before, *after; /* digests of a base, "" for none; NULL for all else */
};

/* A variant that changed. */
struct review_image {
	const char *name;             /* NAME or NAME/TAG */
	const struct variant *before; /* NULL: it is new */
	const struct variant *after;  /* NULL: it is gone */
	struct value_changes values;  /* of its own keys and of the defaults */
	bool rebuilt;                 /* it is on both sides, and its key changed */
	struct review_cause *causes;  /* why it is rebuilt */
	size_t cause_count;
};

/* A file of out/ that changed. */
struct review_file {
	const char *path;
	const struct tree_file *before, *after; /* NULL if there is none */
};

struct review {
	const char
		*refused; /* the first mistake of a first side that was left out; NULL: none was */
	struct review_image *images; /* in the order of building; those that are gone come last */
	size_t image_count, added, removed, rebuilt;
	size_t variant_count;      /* of all variants of the second side */
	struct review_file *files; /* sorted by path */
	size_t file_count;
	size_t value_count; /* that changed; the review is not complete beyond REVIEW_VALUES_MOST */
};

enum { REVIEW_VALUES_MOST = 200000 };

/* Compares two sides. Everything in the review is in `arena` or belongs to the sides. */
struct review
review_compare(
	struct arena *arena, const struct review_side *before, const struct review_side *after);

#endif
