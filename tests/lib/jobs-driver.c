/*
 * Runs COUNT jobs of MILLISECONDS each side by side, as many as make's jobserver or -j WANTED lets it.
 *
 *     jobs-driver LOG COUNT MILLISECONDS WANTED [exit|fork|read|write|files]     jobs-driver options
 *
 * WANTED is 0 without -j. A job notes "+" in LOG at its start and "-" at its end. TERM ends all by jobs_close,
 * in the handler, and notes what runs as ended. `exit` ends it by exit once that some run; `fork` lets a
 * process that it forks end so; after `read` and `write` of a token comes TERM, before anything else is
 * done; `files` shows what files a child of it would have. The second says what jobs_read_options reads
 * from MAKEFLAGS.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "build/run/jobs.h"
#include "support/text.h"

enum { JOBS = 64 };

static struct jobs jobs;
static int log_file;
static int64_t ends[JOBS];
static size_t started, ended;

static const char *way = "";

ssize_t
__wrap_read(int file, void *bytes, size_t length);
ssize_t
__real_read(int file, void *bytes, size_t length);
ssize_t
__wrap_write(int file, const void *bytes, size_t length);
ssize_t
__real_write(int file, const void *bytes, size_t length);

/* The linker puts these two in the place of read and write. */
ssize_t
__wrap_read(int file, void *bytes, size_t length)
{
	const ssize_t count = __real_read(file, bytes, length);

	if (count == 1 && strcmp(way, "read") == 0)
		raise(SIGTERM);
	return count;
}

ssize_t
__wrap_write(int file, const void *bytes, size_t length)
{
	const ssize_t count = __real_write(file, bytes, length);

	if (file == jobs.output && count == 1 && strcmp(way, "write") == 0)
		raise(SIGTERM);
	return count;
}

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void
note(const char *what)
{
	if (write(log_file, what, 2) != 2)
		_exit(70);
}

static void
end_all(void)
{
	while (ended++ < started)
		note("-\n");
}

static void
end(int number)
{
	end_all();
	jobs_close(&jobs);
	_exit(128 + number);
}

/* Milliseconds until the first job ends; those that have are given back. */
static int
end_jobs(void)
{
	int64_t next = INT32_MAX;
	const int64_t time = now();

	for (size_t i = 0; i < started; i++) {
		if (!ends[i])
			continue;
		if (ends[i] <= time) {
			note("-\n");
			ends[i] = 0;
			ended++;
			jobs_give(&jobs);
		} else if (ends[i] - time < next) {
			next = ends[i] - time;
		}
	}
	return (int)next;
}

static void
run(size_t count, int milliseconds)
{
	while (ended < count) {
		while (started < count && jobs_take(&jobs)) {
			ends[started++] = now() + milliseconds;
			note("+\n");
		}
		if (strcmp(way, "fork") == 0 && fork() == 0)
			exit(0);
		if (strcmp(way, "exit") == 0) {
			end_all();
			exit(3);
		}
		const int wait = end_jobs();

		if (ended == started)
			continue;
		poll(&(struct pollfd){.fd = started < count ? jobs_file(&jobs) : -1,
			     .events = POLLIN},
			1, wait);
	}
}

int
main(int count, char **words)
{
	const char *makeflags = getenv("MAKEFLAGS");
	struct text why = TEXT_EMPTY;

	if (count == 2 && strcmp(words[1], "options") == 0) {
		const struct jobs_options options = jobs_read_options(makeflags);

		printf("%s%s%s%s\n", options.keep_going ? "k" : "", options.dry_run ? "n" : "",
			options.question ? "q" : "", options.verbose_make ? "d" : "");
		return 0;
	}
	if (count < 5)
		return 64;
	log_file = open(words[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);
	if (!jobs_open(&jobs, makeflags, strtoul(words[4], NULL, 10), &why))
		fprintf(stderr, "%s\n", why.bytes);
	text_free(&why);
	if (count > 5)
		way = words[5];
	if (strcmp(way, "files") == 0)
		return execlp("ls", "ls", "/proc/self/fd", (char *)NULL);
	run(strtoul(words[2], NULL, 10), (int)strtol(words[3], NULL, 10));
	jobs_close(&jobs);
	jobs_close(&jobs);
	return 0;
}
