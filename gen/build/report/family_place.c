#include "build/report/family_place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "family/lockfile.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/banned.h"

static bool
is_same(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

/* The path without links. What is not there yet has none: that part stays as it is written. */
static const char *
resolve(struct arena *arena, const char *path)
{
	const char *absolute = *path == '/' ? path : arena_join(arena, "./", path, NULL);
	char *folder = arena_string(arena, absolute), *found;

	while (!(found = realpath(*folder ? folder : "/", NULL)) && *folder)
		*strrchr(folder, '/') = '\0';
	const char *resolved =
		arena_join(arena, found && found[1] ? found : "", absolute + strlen(folder), NULL);

	free(found);
	return resolved;
}

/* Whether a resolved path is `folder` or below it. */
static bool
is_in(struct arena *arena, const char *path, const char *folder)
{
	const char *top = resolve(arena, folder);
	const size_t length = strlen(top);

	return strncmp(path, top, length) == 0 && (!path[length] || path[length] == '/');
}

/* Whether the path is that of `file`, or another name of it. */
static bool
is_file(struct arena *arena, const char *path, const char *file)
{
	return strcmp(path, resolve(arena, file)) == 0 || is_same(path, file);
}

bool
family_place_has(const struct project_places *places, const char *path)
{
	struct arena arena = {0};
	const char *resolved = resolve(&arena, path);
	const bool has = is_in(&arena, resolved, places->out) ||
			 is_in(&arena, resolved, places->templates) || strstr(resolved, "/.git/") ||
			 is_file(&arena, resolved, places->file) ||
			 is_file(&arena, resolved, lockfile_path(&arena, places->file));

	arena_free(&arena);
	return has;
}
