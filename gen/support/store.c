#include "support/store.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "support/arena.h"
#include "support/link.h"
#include "support/banned.h"

static enum source_failure
find_outside(const char *folder, const char *path)
{
	const enum source_failure failure = link_find_outside(path);

	return failure || !folder ? failure : source_find_outside(folder, path);
}

static bool
stays(const struct store *store, struct arena *arena, const char *folder, const char *path)
{
	(void)store;
	(void)arena;
	return find_outside(folder, path) != SOURCE_OUTSIDE;
}

static struct source *
read_file(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	(void)store;
	*failure = find_outside(folder, path);
	return *failure ? NULL : source_read(arena, path, path, limit, failure);
}

static bool
list_folder(const struct store *store, struct arena *arena, const char *path, const char ***names,
	size_t *count)
{
	DIR *directory = opendir(path);

	(void)store;
	if (!directory)
		return false;
	errno = 0;
	for (const struct dirent *entry; (entry = readdir(directory));)
		*ARENA_ADD(arena, *names, *count) = arena_string(arena, entry->d_name);
	const int failed = errno;

	closedir(directory);
	errno = failed;
	return !failed;
}

static enum store_kind
kind(const struct store *store, struct arena *arena, const char *path)
{
	struct stat status;

	(void)store;
	(void)arena;
	if (lstat(path, &status))
		return errno == ENOENT || errno == ENOTDIR ? STORE_NOTHING : STORE_OTHER;
	return S_ISREG(status.st_mode)   ? STORE_FILE
	       : S_ISDIR(status.st_mode) ? STORE_FOLDER
	       : S_ISLNK(status.st_mode) ? STORE_LINK
					 : STORE_OTHER;
}

const struct store store_disk = {read_file, list_folder, stays, kind};
