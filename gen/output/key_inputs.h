/* What the key of a variant is made of, file by file, and how that differs from another time. */
#ifndef OUTPUT_KEY_INPUTS_H
#define OUTPUT_KEY_INPUTS_H

#include <stddef.h>

struct arena;
struct tree;
struct variant;

/* One of them. */
struct key_input {
	const char *kind; /* file, arg, platform, rebuild, base or parent */
	const char *
		name; /* of the file in its context, the build argument, the platform, the base; the text */
	const char *
		value; /* "MODE HASH" of a file, the argument's, a parent's key, the digest of a base; "" for the rest */
};

struct key_inputs {
	struct key_input *items;
	size_t count;
};

/*
 * The inputs of the key of a variant whose folder in `tree` was hashed, with line breaks between them, in the
 * arena of the tree: the lines of its key (family/key.h), but for its tree
 *
 *     file MODE HASH PATH     as git ls-tree has them
 */
const char *
key_inputs_write(const struct variant *variant, const struct tree *tree);

/* Reads such lines; what is none is left out. Everything is in `arena`. */
struct key_inputs
key_inputs_read(struct arena *arena, const char *lines);

/* An input that is other than before; NULL where it was not, or is no more. */
struct key_input_change {
	const struct key_input *before, *after;
};

/* All that differ, in `arena`; their number in *count. */
struct key_input_change *
key_inputs_compare(struct arena *arena, const struct key_inputs *before,
	const struct key_inputs *after, size_t *count);

#endif
