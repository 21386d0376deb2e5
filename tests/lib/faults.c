/*
 * Comes between basegen, the libraries that it uses and the C library (LD_PRELOAD), and makes one call fail. What basegen
 * runs is left alone. Calls are counted from the start of main, by kind, over all processes of one run.
 *     FAULT_TALLY  a file of FAULT_KINDS + 1 numbers of 32 bits: how many calls of each kind there were, and how many
 *                  faults were staged
 *     FAULT_KIND   the kind that fails, as kinds[] below names it; "any" for all of them together
 *     FAULT_AT     which call of that kind, from 1
 *     FAULT_ERROR  the number of the error; "kill" for SIGKILL instead
 *     FAULT_LASTS  is there: all calls of that kind from then on fail, as on a disk that is full
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind {
	ALLOCATE,
	OPEN,
	READ,
	WRITE,
	CLOSE,
	RENAME,
	REMOVE,
	MKDIR,
	STAT,
	CHMOD,
	LOCK,
	START,
	PIPE,
	FD,
	MAP,
	FAULT_KINDS
};

static const char *const kinds[] = {"allocate", "open", "read", "write", "close", "rename",
	"remove", "mkdir", "stat", "chmod", "lock", "start", "pipe", "fd", "map"};

static uint32_t *tally; /* NULL: nothing is counted */
static int wanted = -1; /* FAULT_KINDS: any */
static uint32_t at;
static int error_number; /* 0: SIGKILL */
static bool lasts;

/* Whether this call is to fail; errno is set then. */
static bool
fails(enum kind kind)
{
	if (!tally)
		return false;
	uint32_t number = __atomic_add_fetch(&tally[kind], 1, __ATOMIC_RELAXED);

	if (wanted == FAULT_KINDS)
		number = __atomic_add_fetch(&tally[FAULT_KINDS + 1], 1, __ATOMIC_RELAXED);
	else if (wanted != (int)kind)
		return false;
	if (lasts ? number < at : number != at)
		return false;
	__atomic_add_fetch(&tally[FAULT_KINDS], 1, __ATOMIC_RELAXED);
	if (!error_number)
		kill(getpid(), SIGKILL);
	errno = error_number;
	return true;
}

static void
begin(void)
{
	const char *path = getenv("FAULT_TALLY"), *kind = getenv("FAULT_KIND"),
		   *number = getenv("FAULT_AT"), *error = getenv("FAULT_ERROR");
	const int file = path ? open(path, O_RDWR) : -1;

	if (file < 0 || strcmp(program_invocation_short_name, "basegen") != 0)
		return;
	at = number ? (uint32_t)strtoul(number, NULL, 10) : 0;
	error_number = error && strcmp(error, "kill") != 0 ? atoi(error) : 0;
	lasts = getenv("FAULT_LASTS");
	for (int i = 0; kind && i < FAULT_KINDS; i++)
		if (strcmp(kind, kinds[i]) == 0)
			wanted = i;
	if (kind && strcmp(kind, "any") == 0)
		wanted = FAULT_KINDS;
	uint32_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

	close(file);
	tally = shared == MAP_FAILED ? NULL : shared;
}

static int (*real_main)(int, char **, char **);

static int
main_here(int count, char **words, char **environment)
{
	begin();
	return real_main(count, words, environment);
}

int
__libc_start_main(int (*function)(int, char **, char **), int count, char **words,
	void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
		void (*)(void), void *) = (void *)(uintptr_t)dlsym(RTLD_NEXT, "__libc_start_main");

	real_main = function;
	return real(main_here, count, words, init, fini, rtld_fini, stack_end);
}

/* The C library's own function of that name; found once. */
#define REAL(name, type, ...)                                                                      \
	static type (*real)(__VA_ARGS__);                                                          \
	if (!real)                                                                                 \
	real = (type(*)(__VA_ARGS__))(uintptr_t)dlsym(RTLD_NEXT, #name)

/* A function that fails with `failed`, and else calls its own kind. */
#define FAIL(kind, failed, name, type, parameters, arguments)                                      \
	type name parameters                                                                       \
	{                                                                                          \
		static type(*real) parameters;                                                     \
		if (!real)                                                                         \
			real = (type(*) parameters)(uintptr_t)dlsym(RTLD_NEXT, #name);             \
		if (fails(kind))                                                                   \
			return failed;                                                             \
		return real arguments;                                                             \
	}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *
__libc_realloc(void *, size_t);

void *
malloc(size_t size)
{
	return fails(ALLOCATE) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails(ALLOCATE) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
	return fails(ALLOCATE) ? NULL : __libc_realloc(memory, size);
}

int
open(const char *path, int flags, ...)
{
	REAL(open, int, const char *, int, ...);
	va_list arguments;
	mode_t mode = 0;

	if (flags & (O_CREAT | __O_TMPFILE)) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	return fails(OPEN) ? -1 : real(path, flags, mode);
}

int
__open_2(const char *path, int flags)
{
	return open(path, flags);
}

int
openat(int folder, const char *path, int flags, ...)
{
	REAL(openat, int, int, const char *, int, ...);
	va_list arguments;
	mode_t mode = 0;

	if (flags & (O_CREAT | __O_TMPFILE)) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	return fails(OPEN) ? -1 : real(folder, path, flags, mode);
}

int
fcntl(int file, int command, ...)
{
	REAL(fcntl, int, int, int, ...);
	va_list arguments;

	va_start(arguments, command);
	void *argument = va_arg(arguments, void *);

	va_end(arguments);
	return fails(FD) ? -1 : real(file, command, argument);
}

/* A close that fails has closed all the same (close(2)). */
int
close(int file)
{
	REAL(close, int, int);
	const bool failed = fails(CLOSE);
	const int saved = errno, closed = real(file);

	if (failed)
		errno = saved;
	return failed ? -1 : closed;
}

int
fclose(FILE *file)
{
	REAL(fclose, int, FILE *);
	const bool failed = fails(CLOSE);
	const int saved = errno, closed = real(file);

	if (failed)
		errno = saved;
	return failed ? EOF : closed;
}

/* The end of a folder and a failure are told apart by errno alone. */
FAIL(READ, NULL, readdir, struct dirent *, (DIR * folder), (folder))
FAIL(READ, -1, read, ssize_t, (int file, void *bytes, size_t length), (file, bytes, length))
FAIL(READ, -1, pread, ssize_t, (int file, void *bytes, size_t length, off_t offset),
	(file, bytes, length, offset))
FAIL(READ, -1, getline, ssize_t, (char **line, size_t *room, FILE *file), (line, room, file))
FAIL(WRITE, -1, write, ssize_t, (int file, const void *bytes, size_t length), (file, bytes, length))
FAIL(WRITE, 0, fwrite, size_t, (const void *bytes, size_t size, size_t count, FILE *file),
	(bytes, size, count, file))
FAIL(WRITE, EOF, fflush, int, (FILE * file), (file))
FAIL(OPEN, NULL, fopen, FILE *, (const char *path, const char *mode), (path, mode))
FAIL(OPEN, NULL, tmpfile, FILE *, (void), ())
FAIL(OPEN, NULL, opendir, DIR *, (const char *path), (path))
FAIL(OPEN, NULL, fdopendir, DIR *, (int file), (file))
FAIL(RENAME, -1, rename, int, (const char *from, const char *to), (from, to))
FAIL(RENAME, -1, renameat, int, (int a, const char *from, int b, const char *to), (a, from, b, to))
FAIL(RENAME, -1, link, int, (const char *from, const char *to), (from, to))
FAIL(REMOVE, -1, unlink, int, (const char *path), (path))
FAIL(REMOVE, -1, unlinkat, int, (int folder, const char *path, int flags), (folder, path, flags))
FAIL(REMOVE, -1, rmdir, int, (const char *path), (path))
FAIL(REMOVE, -1, remove, int, (const char *path), (path))
FAIL(MKDIR, -1, mkdir, int, (const char *path, mode_t mode), (path, mode))
FAIL(MKDIR, -1, mkdirat, int, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAIL(MKDIR, NULL, mkdtemp, char *, (char *path), (path))
FAIL(STAT, -1, stat, int, (const char *path, struct stat *status), (path, status))
FAIL(STAT, -1, lstat, int, (const char *path, struct stat *status), (path, status))
FAIL(STAT, -1, fstat, int, (int file, struct stat *status), (file, status))
FAIL(STAT, -1, fstatat, int, (int folder, const char *path, struct stat *status, int flags),
	(folder, path, status, flags))
FAIL(STAT, -1, access, int, (const char *path, int mode), (path, mode))
FAIL(STAT, -1, readlink, ssize_t, (const char *path, char *bytes, size_t length),
	(path, bytes, length))
FAIL(STAT, NULL, realpath, char *, (const char *path, char *into), (path, into))
FAIL(STAT, NULL, getcwd, char *, (char *into, size_t length), (into, length))
FAIL(STAT, -1, chdir, int, (const char *path), (path))
FAIL(CHMOD, -1, chmod, int, (const char *path, mode_t mode), (path, mode))
FAIL(CHMOD, -1, fchmod, int, (int file, mode_t mode), (file, mode))
FAIL(CHMOD, -1, utimensat, int,
	(int folder, const char *path, const struct timespec times[2], int flags),
	(folder, path, times, flags))
FAIL(LOCK, -1, flock, int, (int file, int operation), (file, operation))
FAIL(START, -1, fork, pid_t, (void), ())
FAIL(START, error_number, posix_spawnp, int,
	(pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attributes, char *const words[],
		char *const environment[]),
	(pid, path, actions, attributes, words, environment))
FAIL(PIPE, -1, pipe, int, (int ends[2]), (ends))
FAIL(FD, -1, dup2, int, (int from, int to), (from, to))
FAIL(FD, -1, lseek, off_t, (int file, off_t offset, int from), (file, offset, from))
FAIL(MAP, MAP_FAILED, mmap, void *,
	(void *where, size_t length, int protection, int flags, int file, off_t offset),
	(where, length, protection, flags, file, offset))
