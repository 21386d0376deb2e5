#include "output/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/link.h"
#include "support/text.h"
#include "support/banned.h"

enum { OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

bool
folder_open(struct folder *folder, const char *directory, bool create)
{
	*folder = (struct folder){.root = -1, .below = -1};
	const enum source_failure failure = link_find_outside(directory);

	if (failure == SOURCE_OUTSIDE)
		errno = ELOOP;
	if (failure)
		return false;
	if (create && mkdir(directory, 0755) && errno != EEXIST)
		return false;
	folder->root = open(directory, OPEN_FOLDER | O_NOFOLLOW);
	return folder->root >= 0 && flock(folder->root, LOCK_EX) == 0;
}

static void
forget_below(struct folder *folder)
{
	if (folder->below >= 0)
		close(folder->below);
	folder->below = -1;
}

void
folder_close(struct folder *folder)
{
	forget_below(folder);
	if (folder->root >= 0)
		close(folder->root);
	folder->root = -1;
}

/* Opens the folder `name` in `parent`. With `create`, it is made first. No link is followed. */
static int
open_below(int parent, const char *name, size_t length, bool create)
{
	char part[NAME_MAX + 1];

	if (length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(part, name, length);
	part[length] = '\0';
	const bool made = create && mkdirat(parent, part, 0755) == 0;

	if (create && !made && errno != EEXIST)
		return -1;
	const int opened = openat(parent, part, OPEN_FOLDER | O_NOFOLLOW);

	/* What is generated must not depend on the umask. */
	if (!made || (opened >= 0 && fchmod(opened, 0755) == 0))
		return opened;
	const int saved = errno;

	if (opened >= 0)
		close(opened);
	(void)unlinkat(parent, part, AT_REMOVEDIR);
	errno = saved;
	return -1;
}

/* Returns the open folder of `path` and sets `*name` to its last part; -1 with errno. */
static int
descend(struct folder *folder, const char *path, bool create, const char **name)
{
	const char *slash = strrchr(path, '/');
	const size_t length = slash ? (size_t)(slash - path) : 0;

	*name = slash ? slash + 1 : path;
	if (!slash)
		return folder->root;
	if (folder->below >= 0 &&
		text_equal(path, length, folder->below_path, folder->below_length))
		return folder->below;
	forget_below(folder);
	int at = folder->root;

	for (const char *part = path; at >= 0 && part < path + length;) {
		const size_t part_length = strcspn(part, "/");
		const int next = open_below(at, part, part_length, create);
		const int saved = errno;

		if (at != folder->root)
			close(at);
		errno = saved;
		at = next;
		part += part_length + 1;
	}
	folder->below = at;
	folder->below_path = path;
	folder->below_length = length;
	return at;
}

static enum folder_answer
read_file(int file, struct text *into, size_t size)
{
	text_clear(into);
	text_reserve(into, size);
	while (into->length < size) {
		const ssize_t got = read(file, into->bytes + into->length, size - into->length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return FOLDER_FAILED;
		if (got == 0)
			break;
		into->length += (size_t)got;
	}
	into->bytes[into->length] = '\0';
	return FOLDER_FILE;
}

enum folder_answer
folder_read(struct folder *folder, const char *path, struct text *into, bool *executable)
{
	const char *name;
	const int parent = descend(folder, path, false, &name);
	const int file =
		parent < 0 ? -1
			   : openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	if (file < 0)
		return errno == ENOENT                                        ? FOLDER_NOTHING
		       : errno == ELOOP || errno == ENOTDIR || errno == ENXIO ? FOLDER_OTHER
									      : FOLDER_FAILED;
	enum folder_answer answer = fstat(file, &status) ? FOLDER_FAILED : FOLDER_OTHER;

	if (answer == FOLDER_OTHER && S_ISREG(status.st_mode)) {
		*executable = (status.st_mode & S_IXUSR) != 0;
		answer = read_file(file, into, (size_t)status.st_size);
	}
	close(file);
	return answer;
}

static bool
write_whole(int file, const char *bytes, size_t length)
{
	while (length) {
		const ssize_t put = write(file, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		length -= (size_t)put;
	}
	return true;
}

static bool
write_temporary(int parent, const char *temporary, const char *bytes, size_t length, mode_t mode)
{
	if (unlinkat(parent, temporary, 0) && errno != ENOENT)
		return false;
	const int file = openat(
		parent, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (file < 0)
		return false;
	const bool written = write_whole(file, bytes, length) && fchmod(file, mode) == 0;
	const int saved = errno;
	const bool closed = close(file) == 0;

	if (!written)
		errno = saved;
	return written && closed;
}

bool
folder_write(
	struct folder *folder, const char *path, const char *bytes, size_t length, bool executable)
{
	static const char temporary[] = FOLDER_UNFINISHED;
	const char *name;
	const int parent = descend(folder, path, true, &name);

	if (parent < 0)
		return false;
	if (write_temporary(folder->root, temporary, bytes, length, executable ? 0755 : 0644) &&
		renameat(folder->root, temporary, parent, name) == 0)
		return true;
	const int saved = errno;

	(void)unlinkat(folder->root, temporary, 0);
	errno = saved;
	return false;
}

/* Removes the entry `path` from its folder; true also if there is no such entry. */
static bool
remove_entry(struct folder *folder, const char *path, int flags)
{
	const char *name;
	const int parent = descend(folder, path, false, &name);
	const bool removed = parent >= 0 && unlinkat(parent, name, flags) == 0;
	const int saved = errno;

	forget_below(folder);
	errno = saved;
	return removed || errno == ENOENT;
}

bool
folder_remove(struct folder *folder, const char *path)
{
	char up[PATH_MAX];

	if (strlen(path) >= sizeof(up)) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (!remove_entry(folder, path, 0))
		return false;
	memcpy(up, path, strlen(path) + 1);
	for (char *slash = strrchr(up, '/'); slash; slash = strrchr(up, '/')) {
		*slash = '\0';
		if (!remove_entry(folder, up, AT_REMOVEDIR))
			return errno == ENOTEMPTY || errno == EEXIST || errno == EBUSY;
	}
	return true;
}
