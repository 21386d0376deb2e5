/* The user of an image. */
#ifndef FAMILY_USER_H
#define FAMILY_USER_H

struct arena;
struct checker;
struct node;
struct variant;

/*
 * Reports a user that the build could not create: one whose name is a number or has a group in it,
 * or one that the parent has under another number. The parent has `all` already.
 */
void
user_check(struct checker *checker, const struct variant *variant);

/* The user that the key `user` says, as COPY --chown takes it: UID, or NAME, and :GID. */
const char *
user_as_owner(struct arena *arena, const struct node *user);

#endif
