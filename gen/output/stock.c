#include "output/stock.h"

#include <errno.h>
#include <string.h>

#include "support/arena.h"
#include "support/source.h"
#include "support/banned.h"

/* What stands behind "stock/" in `path`; NULL if the path is not one of this store. */
static const char *
name_in_stock(const char *path)
{
	const size_t length = strlen(STOCK_FOLDER);

	return strncmp(path, STOCK_FOLDER, length) == 0 && path[length] == '/' ? path + length + 1
									       : NULL;
}

static struct source *
read_file(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	const char *name = name_in_stock(path);
	const struct program_file *file = stock_files;

	(void)store;
	(void)folder;
	while (file->path && (!name || strcmp(file->path, name) != 0))
		file++;
	*failure = !file->path ? SOURCE_MISSING : file->length > limit ? SOURCE_TOO_LARGE : 0;
	if (*failure)
		return NULL;
	struct source *source = source_of_bytes(arena, arena_string(arena, path),
		(const char *)file->bytes, (uint32_t)file->length);

	source->executable = file->executable;
	return source;
}

static bool
list_folder(const struct store *store, struct arena *arena, const char *path, const char ***names,
	size_t *count)
{
	const char *folder = name_in_stock(path);
	const size_t length = folder ? strlen(folder) : 0;
	bool found = false;

	(void)store;
	for (const struct program_file *file = stock_files; folder && file->path; file++) {
		if (strncmp(file->path, folder, length) != 0 || file->path[length] != '/')
			continue;
		found = true;
		*ARENA_ADD(arena, *names, *count) = file->path + length + 1;
	}
	errno = ENOENT;
	return found;
}

static bool
stays(const struct store *store, struct arena *arena, const char *folder, const char *path)
{
	(void)store;
	(void)arena;
	(void)folder;
	(void)path;
	return true;
}

const struct store store_stock = {read_file, list_folder, stays};
