/* The users and groups of an image, in its /etc/passwd and /etc/group. */
#ifndef BUILD_EVIDENCE_ACCOUNTS_H
#define BUILD_EVIDENCE_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct root_table;

struct login {
	uint64_t uid, gid;
};

/* Finds a user by its name; false if there is none. */
bool
accounts_find_user(const struct root_table *files, const char *name, struct login *login);

/* Whether there is a group of that number. */
bool
accounts_have_group(const struct root_table *files, uint64_t gid);

/*
 * Reads an owner as COPY --chown has it: USER, UID, USER:GROUP, UID:GID. `*has_group` is set if it
 * names a group. False if a name is not known.
 */
bool
accounts_read_owner(
	const struct root_table *files, const char *owner, struct login *login, bool *has_group);

/*
 * Whether a container can be run as the user, which is USER, UID, USER:GROUP, UID:GID or nothing as
 * engines have it.
 */
bool
accounts_can_run(const struct root_table *files, const char *user);

#endif
