/* Content keys: what an image is made of, as one hash (DESIGN: Keys, versions, tags). */
#ifndef FAMILY_KEY_H
#define FAMILY_KEY_H

struct arena;
struct text;
struct variant;

/* Appends all lines of a key but the first: what beside its context makes the variant. */
void
key_append_rest(struct text *lines, const struct variant *variant);

/*
 * Sets the content key of `variant` from the git hash of its context's tree, its build arguments,
 * its platforms, what `rebuild` says, and its origins: a base as images.yaml and images.lock name it, a parent by its own key, which must be set. The key
 * is what `git hash-object --stdin` says of these lines:
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
