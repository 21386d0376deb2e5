#include "build/state/run_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* The variables that choose between engines of a kind. */
static const char *const telling[] = {"DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST",
	"CONTAINERS_STORAGE_CONF", "STORAGE_DRIVER", "XDG_DATA_HOME"};

static unsigned long long
hash_of_engine(struct arena *arena, enum engine_kind kind)
{
	struct text text = TEXT_EMPTY;

	text_append_string(&text, engine_kind_name(kind));
	for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++) {
		const char *value = getenv(telling[i]);

		text_append_string(&text, arena_format(arena, "\n%s", value ? value : ""));
	}
	const uint64_t hash = map_stable_hash(text.bytes, text.length);

	text_free(&text);
	return hash;
}

/* Whether the folder belongs to this user, and nobody else can write links into it. */
static bool
is_private(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
	       !(status.st_mode & (S_IWGRP | S_IWOTH));
}

/*
 * Finds the folder of locks, one for each user whatever TMPDIR and the session are: a login and a
 * job of cron must see each other's locks.
 */
static const char *
find_folder(struct arena *arena, struct text *why)
{
	const char *folder = arena_format(arena, "/tmp/basegen-%lu", (unsigned long)geteuid());

	if (mkdir(folder, 0700) && errno != EEXIST) {
		text_format(why, "cannot make the folder of locks %s: %s", folder, strerror(errno));
		return NULL;
	}
	if (is_private(folder))
		return folder;
	text_format(why,
		"the folder of locks %s belongs to others, or others can write to it: remove it",
		folder);
	return NULL;
}

/* Whether the path still names the open file: the last owner of the lock may have removed it. */
static bool
is_there(int file, const char *path)
{
	struct stat open_one, named;

	return fstat(file, &open_one) == 0 && lstat(path, &named) == 0 &&
	       open_one.st_ino == named.st_ino && open_one.st_dev == named.st_dev;
}

/* Waits for the lock on an open file, and reports that once. False with errno after a signal. */
static bool
hold(int file, int operation, void (**waiting)(void *data), void *data)
{
	errno = 0;
	if (flock(file, operation | LOCK_NB) == 0)
		return true;
	if (*waiting)
		(*waiting)(data);
	*waiting = NULL;
	return flock(file, operation) == 0;
}

bool
run_lock_acquire(struct run_lock *lock, struct arena *arena, enum engine_kind kind,
	const char *name, bool exclusive, void (*waiting)(void *data), void *data, struct text *why)
{
	const int operation = exclusive ? LOCK_EX : LOCK_SH;
	const char *folder = find_folder(arena, why);

	*lock = (struct run_lock){.file = -1, .exclusive = exclusive};
	if (!folder)
		return false;
	lock->path =
		arena_format(arena, "%s/%016llx-%s", folder, hash_of_engine(arena, kind), name);
	for (;;) {
		lock->file = open(lock->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (lock->file < 0) {
			text_format(why, "the lock %s: %s", lock->path, strerror(errno));
			return false;
		}
		const bool held = hold(lock->file, operation, &waiting, data);
		const int error = errno;

		if (held && is_there(lock->file, lock->path))
			return true;
		close(lock->file);
		lock->file = -1;
		if (held)
			continue;
		if (error != EINTR)
			text_format(why, "the lock %s: %s", lock->path, strerror(error));
		return false;
	}
}

void
run_lock_release(struct run_lock *lock)
{
	if (lock->file < 0)
		return;
	/*
	 * A process that waits notices that the file is gone. Others who still have the lock must
	 * be found, so their file stays.
	 */
	if (lock->exclusive || flock(lock->file, LOCK_EX | LOCK_NB) == 0)
		(void)unlink(lock->path);
	close(lock->file);
	lock->file = -1;
}
