#include "build/state/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/environment.h"
#include "support/path_last.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The start of the names of scratch folders, before six characters. Others may have folders there.
 */
#define SCRATCH "basegen-"

enum {
	LARGEST = 256 << 20, /* bytes of a remembered file, at most */
	WRITABLE = 0644      /* the mode of all other files, less the umask */
};

/*
 * The state folder, as short as possible. Engines get paths in it, so it never looks like an
 * option.
 */
static const char *
find_folder(struct arena *arena)
{
	const char *folder = environment_or("BASEGEN_STATE", "build");
	char *current = getcwd(NULL, 0);
	const size_t length = current ? strlen(current) : 0;

	if (length > 1 && strncmp(folder, current, length) == 0 && folder[length] == '/' &&
		folder[length + 1])
		folder += length + 1;
	free(current);
	return *folder == '-' ? arena_join(arena, "./", folder, NULL) : folder;
}

struct state
state_find(struct arena *arena)
{
	const char *folder = find_folder(arena);

	return (struct state){
		.folder = folder,
		.logs = environment_or("LOGS", arena_format(arena, "%s/log", folder)),
		.scratch_lock = -1,
	};
}

enum outcome
state_check(const struct state *state)
{
	struct stat status;

	if (lstat(state->folder, &status) || S_ISDIR(status.st_mode))
		return OUTCOME_DONE;
	return failure(
		"%s is a link or not a folder: somebody may have committed it, so nothing is read "
		"or written there; remove it, or name another folder in BASEGEN_STATE",
		state->folder);
}

const char *
state_path(const struct state *state, struct arena *arena, const char *name)
{
	return arena_format(arena, "%s/%s", state->folder, name);
}

/* Reads `size` bytes, or up to the end of the file. NULL if reading fails. */
static char *
read_open(struct arena *arena, int file, size_t size)
{
	char *bytes = arena_allocate(arena, size + 1);
	size_t length = 0;

	while (length < size) {
		const ssize_t got = read(file, bytes + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	bytes[length] = '\0';
	return bytes;
}

/* Reads the file, if its mode has none of these bits. */
static char *
read_without(struct arena *arena, const char *path, mode_t bits)
{
	const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	char *bytes = NULL;

	if (file < 0)
		return NULL;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && !(status.st_mode & bits) &&
		status.st_size < LARGEST)
		bytes = read_open(arena, file, (size_t)status.st_size);
	close(file);
	return bytes;
}

char *
state_read(struct arena *arena, const char *path)
{
	return read_without(arena, path, 0);
}

char *
state_recall(struct arena *arena, const char *path)
{
	/* Whatever a commit says, git makes files that their owner may write to. */
	return read_without(arena, path, S_IWUSR | S_IWGRP | S_IWOTH);
}

/* git ignores a folder that says so itself. A family may have no .gitignore for build/. */
static void
ignore_folder(struct arena *arena, const char *path)
{
	const char *name = arena_format(arena, "%s/.gitignore", path);
	const int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (file < 0)
		return;
	if (write(file, "*\n", 2) != 2)
		(void)unlink(name);
	close(file);
}

/* Whether the path is the state folder or in it, where somebody may have committed links. */
static bool
is_in_state(struct arena *arena, const char *path)
{
	const char *folder = find_folder(arena);
	const size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 && (!path[length] || path[length] == '/');
}

/*
 * Makes the folder at `path` and those above it. In the state folder it follows no link. False with
 * errno.
 */
static bool
make_folder(struct arena *arena, const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	const char *slash = strrchr(path, '/');

	if (slash && slash > path &&
		!make_folder(arena, arena_copy(arena, path, (size_t)(slash - path))))
		return false;
	if (mkdir(path, 0755) == 0) {
		if (strcmp(path, find_folder(arena)) == 0)
			ignore_folder(arena, path);
		return true;
	}
	if (errno != EEXIST)
		return false;
	/*
	 * Another run made it meanwhile, or it is a link; a link may only stand above the state
	 * folder.
	 */
	if ((is_in_state(arena, path) ? lstat(path, &status) : stat(path, &status)) == 0 &&
		S_ISDIR(status.st_mode))
		return true;
	errno = ENOTDIR;
	return false;
}

static bool
write_whole(int file, const struct text *text)
{
	for (size_t done = 0; done < text->length;) {
		const ssize_t put = write(file, text->bytes + done, text->length - done);

		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0)
			done += (size_t)put;
	}
	return true;
}

/*
 * Whether the open file is a regular one that the path still names: another run may have renamed
 * it.
 */
static bool
is_named(int file, const char *path)
{
	struct stat open_one, named;

	return fstat(file, &open_one) == 0 && S_ISREG(open_one.st_mode) &&
	       lstat(path, &named) == 0 && open_one.st_ino == named.st_ino &&
	       open_one.st_dev == named.st_dev;
}

/* Opens an empty file for this process alone until it is renamed or closed. -1 with errno. */
static int
open_unfinished(const char *path)
{
	enum { TRIES = 100 };

	for (int i = 0; i < TRIES; i++) {
		const int file = open(
			path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, WRITABLE);
		const int error = errno;

		/*
		 * A committed link or FIFO is replaced, and so is a file that nobody may write to.
		 */
		if (file < 0 &&
			((error != ELOOP && error != ENXIO && error != EACCES) || unlink(path))) {
			errno = error;
			return -1;
		}
		if (file >= 0 && flock(file, LOCK_EX) == 0 && is_named(file, path) &&
			ftruncate(file, 0) == 0)
			return file;
		if (file >= 0)
			close(file);
	}
	return -1;
}

/*
 * Gives a file the mode, the group and, if this user may, the owner of the one at `path`. False
 * with errno.
 */
static bool
keep_mode(int file, const char *path)
{
	struct stat old, new;

	if (lstat(path, &old) || !S_ISREG(old.st_mode))
		return true;
	return fstat(file, &new) == 0 &&
	       ((old.st_uid == new.st_uid &&old.st_gid == new.st_gid) ||
		       fchown(file, old.st_uid, old.st_gid) == 0 ||
		       fchown(file, (uid_t)-1, old.st_gid) == 0) &&
	       fchmod(file, old.st_mode & 07777) == 0;
}

/*
 * The name of the file until it is whole. It is always the same, so that the file of a killed run is
 * overwritten. Outside the state folder no person gives a file that name.
 */
static const char *
name_unfinished(struct arena *arena, const char *path, bool ours)
{
	const char *name = path_last(path);

	return ours ? arena_format(arena, "%s.new", path)
		    : arena_format(arena, "%.*s.%s.basegen.new", (int)(name - path), path, name);
}

static bool
write_with(const char *path, const struct text *text, mode_t mode)
{
	struct arena arena = {0};
	const bool ours = mode != WRITABLE || is_in_state(&arena, path);
	const char *unfinished = name_unfinished(&arena, path, ours), *slash = strrchr(path, '/');
	const bool there =
		!slash || make_folder(&arena, arena_copy(&arena, path, (size_t)(slash - path)));
	const int file = there ? open_unfinished(unfinished) : -1;
	bool done = file >= 0 && write_whole(file, text) && (ours || keep_mode(file, path)) &&
		    (mode == WRITABLE || fchmod(file, mode) == 0) && rename(unfinished, path) == 0;
	const int saved = errno;

	if (file >= 0 && !done)
		(void)unlink(unfinished);
	if (file >= 0 && close(file))
		done = false;
	else
		errno = saved;
	arena_free(&arena);
	return done;
}

/* Whether the file is a regular one, to which a log may be written. False with errno. */
static bool
is_regular(int file)
{
	struct stat status;

	if (fstat(file, &status))
		return false;
	errno = EINVAL;
	return S_ISREG(status.st_mode);
}

int
state_open_log(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash && !make_folder(arena, arena_copy(arena, path, (size_t)(slash - path))))
		return -1;
	/* Without O_NONBLOCK the open of a FIFO would wait for a reader. */
	const int file = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		0644);

	if (file < 0 || is_regular(file))
		return file;
	const int saved = errno;

	close(file);
	errno = saved;
	return -1;
}

bool
state_write(const char *path, const struct text *text)
{
	return write_with(path, text, WRITABLE);
}

void
state_remember(const char *path, const struct text *text)
{
	(void)write_with(path, text, S_IRUSR | S_IRGRP | S_IROTH);
}

static void
remove_folder(int parent, const char *name);

/* Removes all that is in the open folder `folder`, and closes it. */
static void
empty_folder(int folder)
{
	DIR *directory = fdopendir(folder);

	if (!directory) {
		close(folder);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(directory));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			unlinkat(folder, entry->d_name, 0))
			remove_folder(folder, entry->d_name);
	closedir(directory);
}

/* Removes the folder `name` in the open folder `parent`, with all in it. Follows no link. */
static void
remove_folder(int parent, const char *name)
{
	const int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder >= 0)
		empty_folder(folder);
	(void)unlinkat(parent, name, AT_REMOVEDIR);
}

static bool
is_scratch(const char *name)
{
	return strncmp(name, SCRATCH, strlen(SCRATCH)) == 0 &&
	       strlen(name) == strlen(SCRATCH "XXXXXX");
}

/* Removes the scratch folders of ended runs: nobody holds their lock. */
static void
remove_abandoned(const char *path)
{
	const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = folder < 0 ? NULL : fdopendir(folder);

	if (!directory) {
		if (folder >= 0)
			close(folder);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		const int run = !is_scratch(entry->d_name)
					? -1
					: openat(folder, entry->d_name,
						  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (run < 0)
			continue;
		if (flock(run, LOCK_EX | LOCK_NB) == 0)
			remove_folder(folder, entry->d_name);
		close(run);
	}
	closedir(directory);
}

void
state_tidy(const struct state *state, struct arena *arena)
{
	remove_abandoned(state_path(state, arena, "tmp"));
}

/*
 * Makes a folder for this run alone and locks it. False if another run removed it before it was
 * locked.
 */
static bool
make_scratch(struct state *state, char *path)
{
	struct stat status;

	if (!mkdtemp(path))
		return false;
	state->scratch = path;
	state->scratch_lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (state->scratch_lock >= 0 && flock(state->scratch_lock, LOCK_EX | LOCK_NB) == 0 &&
		stat(path, &status) == 0)
		return true;
	state_close_scratch(state);
	return false;
}

enum outcome
state_open_scratch(struct state *state, struct arena *arena)
{
	enum { TRIES = 10 };
	const char *folder = state_path(state, arena, "tmp");

	if (!make_folder(arena, folder))
		return failure_of_file(folder);
	remove_abandoned(folder);
	for (int i = 0; i < TRIES; i++)
		if (make_scratch(state, arena_format(arena, "%s/" SCRATCH "XXXXXX", folder)))
			return OUTCOME_DONE;
	return failure_of_file(folder);
}

void
state_close_scratch(struct state *state)
{
	if (!state->scratch)
		return;
	remove_folder(AT_FDCWD, state->scratch);
	if (state->scratch_lock >= 0)
		close(state->scratch_lock);
	state->scratch = NULL;
	state->scratch_lock = -1;
}
