/* The content key of a variant: a hash of all that it is made of. */
#ifndef FAMILY_KEY_H
#define FAMILY_KEY_H

struct arena;
struct text;
struct variant;

/* Appends the lines of the key below but for the first. */
void
key_append_rest(struct text *lines, const struct variant *variant);

/*
 * Sets the content key of `variant`, in `arena`. `tree_hash` is the ID that git gives to the folder
 * of its context. The keys of its parents have to be set. The key is what `git hash-object --stdin`
 * says of these lines:
 *
 *     tree HASH
 *     arg NAME=VALUE          in the order of images.yaml
 *     platform PLATFORM       in the order of images.yaml
 *     rebuild TEXT            if it is written
 *     base REFERENCE          for each origin, `from` first; REFERENCE@DIGEST if images.lock has it
 *     parent ARGUMENT=KEY
 */
void
key_set(struct variant *variant, struct arena *arena, const char *tree_hash);

#endif
