/* The inputs of the key of a variant, one by one, and how those of two keys differ. */
#ifndef OUTPUT_KEY_INPUTS_H
#define OUTPUT_KEY_INPUTS_H

#include <stddef.h>

struct arena;
struct tree;
struct variant;

struct key_input {
	const char *kind; /* file, arg, platform, rebuild, base or parent */
	/*
	 * Of the file in its context, the build argument, the platform or the base; the text of
	 * rebuild.
	 */
	const char *name;
	/*
	 * "MODE HASH" of a file, the value of an argument, the key of a parent, the digest of a
	 * base; else "".
	 */
	const char *value;
};

struct key_inputs {
	struct key_input *items;
	size_t count;
};

/*
 * The inputs of a variant's key as lines: those of family/key.h, with a line for each file in place
 * of the line of the tree:
 *
 *     file MODE HASH PATH     as git ls-tree has them
 *
 * The files are those of the variant's folder in `tree`, which was hashed. The result is in the
 * arena of the tree.
 */
const char *
key_inputs_write(const struct variant *variant, const struct tree *tree);

/* Reads such lines, and leaves out what is not one. Everything is in `arena`. */
struct key_inputs
key_inputs_read(struct arena *arena, const char *lines);

/* An input that changed. NULL on a side that does not have it. */
struct key_input_change {
	const struct key_input *before, *after;
};

/* The inputs that changed, in `arena`, and their number in *count. */
struct key_input_change *
key_inputs_compare(struct arena *arena, const struct key_inputs *before,
	const struct key_inputs *after, size_t *count);

#endif
