#include "output/stock.h"

#include <errno.h>
#include <string.h>

#include "support/arena.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

static const struct program_store *
store_of(const struct store *store)
{
	return (const struct program_store *)store;
}

/* The path of a file of the store; NULL if `path` is in another folder. */
static const char *
own_path(const struct program_store *store, const char *path)
{
	const size_t length = store->folder ? strlen(store->folder) : 0;

	if (!store->folder)
		return path;
	return strncmp(path, store->folder, length) == 0 && path[length] == '/' ? path + length + 1
										: NULL;
}

/* The first file whose path does not come before `path`. */
static const struct program_file *
find_first(const struct program_store *store, const char *path)
{
	size_t low = 0, high = store->count;

	if (!high)
		while (store->files[high].path)
			high++;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(store->files[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &store->files[low];
}

/* The file `path`, or NULL. */
static const struct program_file *
find_file(const struct program_store *store, const char *path)
{
	const char *own = own_path(store, path);
	const struct program_file *file = own ? find_first(store, own) : NULL;

	return file && file->path && strcmp(file->path, own) == 0 ? file : NULL;
}

/* What stands at `path`. */
static enum store_kind
kind(const struct store *store, struct arena *arena, const char *path)
{
	const char *own = own_path(store_of(store), path);

	if (!own || find_file(store_of(store), path))
		return own ? STORE_FILE : STORE_NOTHING;
	const char *prefix = arena_join(arena, own, "/", NULL);
	const struct program_file *below = find_first(store_of(store), prefix);

	return below->path && strncmp(below->path, prefix, strlen(prefix)) == 0 ? STORE_FOLDER
										: STORE_NOTHING;
}

static struct source *
read_file(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	const struct program_file *file = find_file(store_of(store), path);

	(void)folder;
	*failure = file && file->length > limit               ? SOURCE_TOO_LARGE
		   : file                                     ? 0
		   : kind(store, arena, path) == STORE_FOLDER ? SOURCE_IRREGULAR
							      : SOURCE_MISSING;
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
	const char *own = own_path(store_of(store), path), *last = "";
	const char *prefix = own ? arena_join(arena, own, "/", NULL) : "";
	const size_t length = strlen(prefix);
	bool found = false;

	if (own)
		for (const struct program_file *file = find_first(store_of(store), prefix);
			file->path && strncmp(file->path, prefix, length) == 0; file++) {
			const char *name = file->path + length;
			const size_t own_length = strcspn(name, "/");

			/* What is in one folder stands together. */
			if (!found || !text_equal(name, own_length, last, strlen(last))) {
				last = arena_copy(arena, name, own_length);
				*ARENA_ADD(arena, *names, *count) = last;
			}
			found = true;
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

const struct program_store stock_store = {.store = {read_file, list_folder, stays, kind},
	.folder = STOCK_FOLDER,
	.files = stock_files};

struct program_store
program_store_of(const struct program_file *files)
{
	struct program_store store = {.store = stock_store.store, .files = files};

	while (files[store.count].path)
		store.count++;
	return store;
}
