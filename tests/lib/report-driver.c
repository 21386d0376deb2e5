/*
 * Plays what happens to images, as its standard input tells it, so that tests see what a run shows.
 *
 *     report-driver [json] [docker|podman]     report-driver progress [docker|podman]
 *
 * The first plays commands, a line each, with \n, \r, \e and \xHH in texts:
 *
 *     image ID NAME LOG      before open; LOG is a path or -
 *     open TOTAL
 *     start N WHAT / say N TEXT / output N TEXT / end N RESULT MILLISECONDS [DETAIL]
 *     line TEXT / table / close / error
 *     skip MILLISECONDS      moves the clock on
 *     settle                 until the picture is up to date, then writes a line to file descriptor 3
 *     fork                   a process that ends by exit at once
 *     exit                   with 3 and without report_close, as after a failure of the machine
 *
 * TERM ends it by live_close. The second says of each line what progress_read reads.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "build/report/live.h"
#include "build/report/progress.h"
#include "build/report/report.h"
#include "support/print.h"
#include "support/arena.h"
#include "support/text.h"

enum { IMAGES_MOST = 1000, SETTLE = 120 };

static struct image_result images[IMAGES_MOST];
static size_t image_count;
static struct report *report;
static struct arena arena;
static struct report_style style;
static int64_t skipped;
static volatile sig_atomic_t resized;

int
__wrap_clock_gettime(clockid_t clock, struct timespec *time);
int
__real_clock_gettime(clockid_t clock, struct timespec *time);

/* The linker puts this in the place of clock_gettime. */
int
__wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	const int result = __real_clock_gettime(clock, time);

	time->tv_sec += skipped / 1000;
	return result;
}

static void
die(const char *what)
{
	fprintf(stderr, "report-driver: %s\n", what);
	exit(70);
}

static enum result
result_named(const char *name)
{
	for (enum result result = RESULT_PENDING; result <= RESULT_NOT_TRIED; result++)
		if (strcmp(name, result_name(result)) == 0)
			return result;
	if (strcmp(name, "not-tried") == 0)
		return RESULT_NOT_TRIED;
	die(name);
	return RESULT_PENDING;
}

/* Resolves the escapes of a text in place. */
static size_t
unescape(char *text)
{
	char *to = text, digits[3] = "";

	for (char *from = text; *from; from++) {
		if (*from != '\\' || !from[1]) {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from == 'x') {
			memcpy(digits, from + 1, 2);
			*to++ = (char)strtoul(digits, NULL, 16);
			from += 2;
		} else {
			*to++ = *from == 'n'   ? '\n'
				: *from == 'r' ? '\r'
				: *from == 'e' ? '\033'
					       : *from;
		}
	}
	*to = '\0';
	return (size_t)(to - text);
}

/* The next word of a command. */
static char *
word(char **rest)
{
	char *start = *rest, *end = start + strcspn(start, " ");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

static void
wait_and_tick(int milliseconds)
{
	const int wait = report ? report_wait(report) : -1;

	if (milliseconds < 0 || (wait >= 0 && wait < milliseconds))
		milliseconds = wait;
	poll(NULL, 0, milliseconds);
}

static void
settle(void)
{
	for (int i = 0; i < 3; i++) {
		wait_and_tick(SETTLE);
		if (resized) {
			resized = 0;
			report_resize(report);
		}
		report_tick(report);
	}
	if (write(3, "\n", 1) != 1)
		die("file descriptor 3");
}

static void
play_image(const char *verb, char *rest)
{
	const size_t image = strtoul(word(&rest), NULL, 10);

	if (strcmp(verb, "start") == 0) {
		report_start(report, image, arena_string(&arena, rest));
	} else if (strcmp(verb, "say") == 0) {
		unescape(rest);
		report_say(report, image, rest);
	} else if (strcmp(verb, "output") == 0) {
		report_output(report, image, rest, unescape(rest));
	} else if (strcmp(verb, "end") == 0) {
		const enum result result = result_named(word(&rest));
		const int64_t time = (int64_t)strtol(word(&rest), NULL, 10);

		unescape(rest);
		report_end(report, image, result, *rest ? arena_string(&arena, rest) : NULL, time);
	} else {
		die(verb);
	}
}

static void
play(char *command)
{
	char *rest = command, *verb = word(&rest);

	if (strcmp(verb, "image") == 0) {
		struct image_result *image = &images[image_count++];

		image->id = arena_string(&arena, word(&rest));
		image->name = arena_string(&arena, word(&rest));
		image->log = strcmp(rest, "-") == 0 ? NULL : arena_string(&arena, rest);
	} else if (strcmp(verb, "open") == 0) {
		report = report_open(&arena, &style, images, image_count, strtoul(rest, NULL, 10));
	} else if (strcmp(verb, "line") == 0) {
		unescape(rest);
		report_line(report, rest);
	} else if (strcmp(verb, "table") == 0) {
		report_table(report);
	} else if (strcmp(verb, "close") == 0) {
		report_close(report);
	} else if (strcmp(verb, "error") == 0) {
		fprintf(stderr, "error %s\n", strerror(print_error()));
	} else if (strcmp(verb, "skip") == 0) {
		skipped += strtol(rest, NULL, 10);
	} else if (strcmp(verb, "settle") == 0) {
		settle();
	} else if (strcmp(verb, "fork") == 0) {
		const pid_t child = fork();

		if (!child)
			exit(0);
		waitpid(child, NULL, 0);
	} else if (strcmp(verb, "exit") == 0) {
		exit(3);
	} else {
		play_image(verb, rest);
	}
}

static void
note_size(int number)
{
	(void)number;
	resized = 1;
}

static void
end(int number)
{
	live_close();
	_exit(128 + number);
}

static int
read_progress(enum engine_kind kind)
{
	static const char *const names[] = {"nothing", "step", "text"};
	struct progress progress;
	char *line = NULL;
	size_t room = 0;

	for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
		const enum progress_kind found =
			progress_read(kind, line, (size_t)length - 1, &progress);

		printf("%s %u/%u %.*s\n", names[found], progress.number, progress.total,
			(int)progress.length, progress.text);
	}
	free(line);
	return 0;
}

int
main(int count, char **words)
{
	enum engine_kind kind = ENGINE_DOCKER;
	enum diagnostic_format format = DIAGNOSTIC_TEXT;
	bool progress = false;
	char *line = NULL;
	size_t room = 0;

	for (int i = 1; i < count; i++) {
		if (strcmp(words[i], "json") == 0)
			format = DIAGNOSTIC_JSON;
		if (strcmp(words[i], "github") == 0)
			format = DIAGNOSTIC_GITHUB;
		progress |= strcmp(words[i], "progress") == 0;
		if (strcmp(words[i], "podman") == 0)
			kind = ENGINE_PODMAN;
	}
	if (progress)
		return read_progress(kind);
	style = report_find_style(format, kind, "images.yaml", NULL);
	sigaction(SIGWINCH, &(struct sigaction){.sa_handler = note_size, .sa_flags = SA_RESTART},
		NULL);
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);
	for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
		line[length - 1] = '\0';
		play(line);
		if (report)
			report_tick(report);
	}
	free(line);
	if (report)
		report_close(report);
	arena_free(&arena);
	return 0;
}
