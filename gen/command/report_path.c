#include "command/report_path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/options.h"
#include "family/lockfile.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/banned.h"

static bool
is_same(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

/* The folder of a path, without links, or the first one above it that is there. */
static char *
folder_of(struct arena *arena, const char *path)
{
	char *folder = arena_string(arena, path), *slash, *found;

	while ((slash = strrchr(folder, '/')) && slash != folder) {
		*slash = '\0';
		if ((found = realpath(folder, NULL)))
			return found;
	}
	return realpath(slash ? "/" : ".", NULL);
}

/* Whether the folder, whose path has no links, is `other` or below it. */
static bool
is_below(struct arena *arena, const char *folder, const char *other)
{
	char *path = arena_string(arena, folder);

	for (char *end = path + strlen(path); end && end != path; end = strrchr(path, '/')) {
		*end = '\0';
		if (is_same(path, other))
			return true;
	}
	return false;
}

/* Whether the path in the folder is that of `file`, which need not be there. */
static bool
is_file(struct arena *arena, const char *folder, const char *path, const char *file)
{
	char *other = folder_of(arena, file);
	const bool is_there = other && strcmp(folder, other) == 0 &&
			      strcmp(path_last(path), path_last(file)) == 0;

	free(other);
	return is_there || is_same(path, file);
}

/* Whether the file makes the family or is made of it, or belongs to git. */
static bool
is_of_family(const struct project_places *places, const char *path)
{
	struct arena arena = {0};
	char *folder = folder_of(&arena, path);
	const char *lock = lockfile_path(&arena, places->file);
	const bool is_found =
		folder && (is_below(&arena, folder, places->out) ||
				  is_below(&arena, folder, places->templates) ||
				  strstr(arena_join(&arena, folder, "/", NULL), "/.git/") ||
				  is_file(&arena, folder, path, places->file) ||
				  is_file(&arena, folder, path, lock));

	free(folder);
	arena_free(&arena);
	return is_found;
}

bool
report_path_check(const struct call *call, const char *option, const char *path)
{
	struct stat stat;

	if (!path)
		return true;
	if (!*path || (lstat(path, &stat) == 0 && !S_ISREG(stat.st_mode)))
		(void)call_mistake(call, "%s takes the name of a file, not '%s'", option, path);
	else if (is_of_family(&call->places, path))
		(void)call_mistake(call,
			"%s takes the name of a report, and '%s' is a place of the family's own "
			"files: write it into another folder, like build/",
			option, path);
	else
		return true;
	return false;
}

enum outcome
report_path_clear(const char *path)
{
	return !path || unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR
		       ? OUTCOME_DONE
		       : failure_of_file(path);
}
