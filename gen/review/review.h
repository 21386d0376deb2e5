/* What an edit means: which images change, which are built again, because of what, and in which files. */
#ifndef REVIEW_REVIEW_H
#define REVIEW_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "review/value_changes.h"

struct arena;
struct family;
struct tree;
struct tree_file;
struct variant;

/* One side: a family that was rendered; without a family there is nothing. */
struct review_side {
	const struct family *family;
	const struct tree *tree;
};

/* Why the key of a variant is another: one of its inputs, as people know it. */
struct review_cause {
	const char *kind;           /* file, arg, platform, base, parent or order */
	const char *name;           /* for a parent, its variant */
	const char *before, *after; /* of a base, its digests, "" for none; NULL of all else */
};

/* A variant that is not as it was. */
struct review_image {
	const char *name;             /* NAME or NAME/TAG */
	const struct variant *before; /* NULL: it is new */
	const struct variant *after;  /* NULL: it is gone */
	struct value_changes values;  /* of its own keys and the defaults */
	bool rebuilt;                 /* both are there, with other keys */
	struct review_cause *causes;  /* of being rebuilt */
	size_t cause_count;
};

/* A file of out/ that is not as it was. */
struct review_file {
	const char *path;
	const struct tree_file *before, *after; /* NULL where there is none */
};

struct review {
	struct review_image *images; /* in the order of building; at the end those that are gone */
	size_t image_count, added, removed, rebuilt;
	size_t variant_count;      /* of all variants that are there now */
	struct review_file *files; /* sorted by path */
	size_t file_count;
	size_t value_count; /* values that differ; past REVIEW_VALUES_MOST the review is not whole */
};

enum { REVIEW_VALUES_MOST = 200000 };

/* Compares two sides; everything in the review is in `arena` or belongs to them. */
struct review
review_compare(
	struct arena *arena, const struct review_side *before, const struct review_side *after);

#endif
