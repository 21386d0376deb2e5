/*
 * Comes between basegen and the C library (LD_PRELOAD), for what no test can time or bring about
 * otherwise. What basegen runs is left alone.
 *     SHIM_CTRL_C  is there: a process that a run starts gets INT before fork(2) comes back in it
 *     SHIM_LOST    how the lines begin that write(2) refuses, as if the disk were broken
 *     SHIM_LATE    a file: the clock for limits of time is ahead by as many hours as it has bytes
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int
is_basegen(void)
{
	return strcmp(program_invocation_short_name, "basegen") == 0;
}

/* A run catches INT, and the processes that it starts do so until they have released it. */
static int
is_caught(void)
{
	struct sigaction action;

	return sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler != SIG_DFL &&
	       action.sa_handler != SIG_IGN;
}

pid_t
fork(void)
{
	pid_t (*real)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
	const pid_t pid = real();

	if (pid == 0 && is_basegen() && getenv("SHIM_CTRL_C") && is_caught())
		raise(SIGINT);
	return pid;
}

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	int (*real)(clockid_t, struct timespec *) =
		(int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
	const char *late = getenv("SHIM_LATE");
	const int failed = real(clock, time);
	struct stat status;

	if (!failed && late && clock == CLOCK_MONOTONIC && is_basegen() && stat(late, &status) == 0)
		time->tv_sec += 3600 * (time_t)status.st_size;
	return failed;
}

ssize_t
write(int file, const void *bytes, size_t length)
{
	ssize_t (*real)(int, const void *, size_t) =
		(ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
	const char *lost = getenv("SHIM_LOST");

	if (is_basegen() && lost && length >= strlen(lost) &&
		memcmp(bytes, lost, strlen(lost)) == 0) {
		errno = EIO;
		return -1;
	}
	return real(file, bytes, length);
}
