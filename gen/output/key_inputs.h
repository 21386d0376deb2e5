/* What the key of a variant is made of, file by file, and how that differs from another time. */
#ifndef OUTPUT_KEY_INPUTS_H
#define OUTPUT_KEY_INPUTS_H

#include <stddef.h>

struct arena;
struct tree;
struct variant;

/* One ingredient. */
struct ingredient {
	const char *kind; /* file, arg, platform, rebuild, base or parent */
	const char *
		name; /* of the file in its context, the build argument, the platform, the base; the text */
	const char *
		value; /* "MODE HASH" of a file, the argument's, a parent's key, the digest of a base; "" for the rest */
};

struct ingredients {
	struct ingredient *items;
	size_t count;
};

/*
 * The ingredients of a variant whose folder in `tree` was hashed, with line breaks between them, in the
 * arena of the tree: the lines of its key (family/key.h), but for its tree
 *
 *     file MODE HASH PATH     as git ls-tree has them
 */
const char *
ingredients_write(const struct variant *variant, const struct tree *tree);

/* Reads such lines; what is none is left out. Everything is in `arena`. */
struct ingredients
ingredients_read(struct arena *arena, const char *lines);

/* An ingredient that is other than before; NULL where it was not, or is no more. */
struct ingredient_change {
	const struct ingredient *before, *after;
};

/* All that differ, in `arena`; their number in *count. */
struct ingredient_change *
ingredients_compare(struct arena *arena, const struct ingredients *before,
	const struct ingredients *after, size_t *count);

#endif
