#include "dockerfile/import/import_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/link.h"
#include "support/text.h"
#include "support/banned.h"

enum { OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

static enum outcome
fail_at(const struct scan *scan, struct arena *arena, const char *path)
{
	return failure_of_file(arena_join(arena, scan->directory, "/", path, NULL));
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The names in the open folder, sorted; false with errno. The folder is closed. */
static bool
list_names(int folder, struct arena *arena, const char ***names, size_t *count)
{
	DIR *stream = fdopendir(folder);
	const struct dirent *entry;

	if (!stream) {
		close(folder);
		return false;
	}
	while (errno = 0, (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*ARENA_ADD(arena, *names, *count) = arena_string(arena, entry->d_name);
	const int saved = errno;

	closedir(stream);
	errno = saved;
	if (*count)
		qsort(*names, *count, sizeof(**names), compare_names);
	return !saved;
}

static enum scan_kind
kind_of(const char *name, const char *path, const struct stat *status)
{
	if (strcmp(name, ".git") == 0)
		return SCAN_GIT;
	if (S_ISLNK(status->st_mode))
		return SCAN_LINK;
	if (S_ISDIR(status->st_mode))
		return strlen(path) > SCAN_PATH_LONGEST ? SCAN_DEEP : SCAN_FOLDER;
	return S_ISREG(status->st_mode) ? SCAN_FILE : SCAN_SPECIAL;
}

static enum outcome
scan_below(struct scan *scan, int folder, const char *prefix, struct arena *arena);

/* Adds the entry `name` of the open folder, and what it holds. */
static enum outcome
add_entry(struct scan *scan, int folder, const char *prefix, const char *name, struct arena *arena)
{
	const char *path = *prefix ? arena_join(arena, prefix, "/", name, NULL) : name;
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return fail_at(scan, arena, path);
	const enum scan_kind kind = kind_of(name, path, &status);
	const size_t number = scan->count;

	*ARENA_ADD(arena, scan->entries, scan->count) = (struct scan_entry){
		.path = path,
		.name = path + strlen(path) - strlen(name),
		.kind = kind,
		.executable = (status.st_mode & S_IXUSR) != 0,
		.mode = status.st_mode & 07777,
		.size = status.st_size > 0 ? (size_t)status.st_size : 0,
	};
	if (kind != SCAN_FOLDER)
		return OUTCOME_DONE;
	const int below = openat(folder, name, OPEN_FOLDER);

	if (below < 0)
		return fail_at(scan, arena, path);
	const enum outcome outcome = scan_below(scan, below, path, arena);

	if (outcome == OUTCOME_DONE && scan->count == number + 1)
		scan->entries[number].kind = SCAN_EMPTY;
	return outcome;
}

/* Adds all that the open folder at `prefix` holds, and closes it. */
static enum outcome
scan_below(struct scan *scan, int folder, const char *prefix, struct arena *arena)
{
	const char **names = NULL;
	size_t count = 0;
	const int listed = openat(folder, ".", OPEN_FOLDER);
	enum outcome outcome = OUTCOME_DONE;

	if (listed < 0 || !list_names(listed, arena, &names, &count))
		outcome = fail_at(scan, arena, prefix);
	for (size_t i = 0; outcome == OUTCOME_DONE && i < count; i++)
		outcome = add_entry(scan, folder, prefix, names[i], arena);
	close(folder);
	return outcome;
}

enum outcome
scan_open(struct scan *scan, const char *directory, struct arena *arena)
{
	*scan = (struct scan){.directory = directory, .root = -1};
	if (link_find_outside(directory) == SOURCE_OUTSIDE)
		return failure_mistake(directory, "a link that leads out of the checkout is not "
						  "followed: name the folder itself");
	scan->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (scan->root < 0 && (errno == ENOENT || errno == ENOTDIR))
		return failure_mistake(directory, "expected a folder with Dockerfiles");
	const int folder = scan->root < 0 ? -1 : openat(scan->root, ".", OPEN_FOLDER);

	if (folder < 0)
		return failure_of_file(directory);
	return scan_below(scan, folder, "", arena);
}

/* Opens the folder that `path` stands in, part by part, so that no link is followed. */
static int
open_parent(const struct scan *scan, const char *path, const char **name)
{
	int at = openat(scan->root, ".", OPEN_FOLDER);

	*name = path;
	for (const char *slash; at >= 0 && (slash = strchr(*name, '/')); *name = slash + 1) {
		char part[NAME_MAX + 1];
		const size_t length = (size_t)(slash - *name);

		memcpy(part, *name, length); /* the system gave this name */
		part[length] = '\0';
		const int next = openat(at, part, OPEN_FOLDER);
		const int saved = errno;

		close(at);
		errno = saved;
		at = next;
	}
	return at;
}

static bool
read_whole(int file, size_t largest, struct text *into)
{
	for (;;) {
		text_reserve(into, 65536);
		const ssize_t got = read(file, into->bytes + into->length, 65536);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		into->length += (size_t)got;
		into->bytes[into->length] = '\0';
		if (into->length > largest) {
			errno = EFBIG;
			return false;
		}
	}
}

bool
scan_read(const struct scan *scan, const char *path, size_t largest, struct text *into)
{
	const char *name;
	const int parent = open_parent(scan, path, &name);
	const int file =
		parent < 0 ? -1
			   : openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int saved = errno;

	if (parent >= 0)
		close(parent);
	errno = saved;
	if (file < 0)
		return false;
	text_clear(into);
	const bool done = read_whole(file, largest, into);

	saved = errno;
	close(file);
	errno = saved;
	return done;
}

void
scan_close(struct scan *scan)
{
	if (scan->root >= 0)
		close(scan->root);
	scan->root = -1;
}
