/*
 * Files of an image that should not be in it unless its base has them: programs with rights of
 * their own, and the caches of package managers.
 */
#ifndef BUILD_EVIDENCE_NOTABLE_H
#define BUILD_EVIDENCE_NOTABLE_H

#include "support/map.h"

struct arena;
struct evidence;
struct root_table;

enum notable_kind {
	NOTABLE_PROGRAM = 1, /* setuid, setgid, or with capabilities */
	NOTABLE_CACHE,       /* matches one of the patterns of caches */
};

/*
 * What is notable in the files: path → its kind as a pointer. `caches` are patterns of fnmatch(3),
 * ended by NULL.
 */
struct map
notable_find(struct arena *arena, const struct root_table *files, const char *const *caches);

/*
 * The same of the base of an image, which the engine has. It is remembered in the state folder by
 * the ID of the base. False after a message if the engine fails, and after a signal.
 */
bool
notable_of_base(struct evidence *evidence, const char *const *caches, struct map *paths);

#endif
