#include "build/run/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/text.h"
#include "support/banned.h"

/* What MAKEFLAGS says about jobs. The last word of a kind counts. */
struct flags {
	struct text jobserver; /* of --jobserver-auth */
	size_t most;           /* the N of -jN; 0: there is no -j */
};

/*
 * The jobs whose tokens go back at exit, and the process that owns them. A forked process owns
 * none.
 */
static struct jobs *opened;
static pid_t owner;

/*
 * Reads the next word of MAKEFLAGS into `word`, without the backslashes and doubled dollars of
 * make. False at the end and at --, behind which variables stand.
 */
static bool
next_word(const char **flags, struct text *word)
{
	const char *at = *flags;

	text_clear(word);
	while (*at == ' ' || *at == '\t')
		at++;
	for (; *at && *at != ' ' && *at != '\t'; at++) {
		if ((*at == '\\' && at[1]) || (*at == '$' && at[1] == '$'))
			at++;
		text_append_character(word, *at);
	}
	*flags = at;
	return word->length && strcmp(word->bytes, "--") != 0;
}

struct jobs_options
jobs_read_options(const char *makeflags)
{
	struct jobs_options options = {0};
	const char *letters = makeflags ? makeflags : "";
	const size_t length = strcspn(letters, " \t");

	if (*letters == '-' || memchr(letters, '=', length))
		return options;
	for (size_t i = 0; i < length; i++)
		switch (letters[i]) {
		case 'k':
			options.keep_going = true;
			break;
		case 'n':
			options.dry_run = true;
			break;
		case 'q':
		case 't':
			options.question = true;
			break;
		case 'd':
			options.verbose_make = true;
			break;
		default:
			break;
		}
	return options;
}

/* What follows `name` at the start of a word. NULL if it starts otherwise. */
static const char *
value_of(const struct text *word, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(word->bytes, name, length) == 0 ? word->bytes + length : NULL;
}

/* The N of -jN. -j alone has no limit. */
static size_t
read_most(const char *digits)
{
	char *end;

	if (!*digits)
		return SIZE_MAX;
	errno = 0;
	const unsigned long number = strtoul(digits, &end, 10);

	return *end || errno || !number ? 1 : number;
}

static struct flags
read_flags(const char *makeflags)
{
	struct flags flags = {.jobserver = TEXT_EMPTY};
	struct text word = TEXT_EMPTY;
	const char *value;

	while (makeflags && next_word(&makeflags, &word)) {
		if ((value = value_of(&word, "--jobserver-auth=")) ||
			(value = value_of(&word, "--jobserver-fds="))) {
			text_clear(&flags.jobserver);
			text_append_string(&flags.jobserver, value);
		} else if ((value = value_of(&word, "-j"))) {
			flags.most = read_most(value);
		}
	}
	text_free(&word);
	return flags;
}

static bool
is_fifo(int file)
{
	struct stat status;

	return fstat(file, &status) == 0 && S_ISFIFO(status.st_mode);
}

static bool
is_open_for(int file, int mode)
{
	const int flags = fcntl(file, F_GETFL);

	return flags >= 0 && ((flags & O_ACCMODE) == mode || (flags & O_ACCMODE) == O_RDWR);
}

/*
 * Opens the reading end again, as a file that never waits. The flags of the inherited file are
 * shared with other programs, and some of them want to wait. If another user owns the pipe, that is
 * not possible; but make itself sets it not to wait (GNU make 4.3 and newer).
 */
static int
open_input(int inherited)
{
	char path[32];
	const int flags = fcntl(inherited, F_GETFL);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", inherited);
	const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (file >= 0 && is_fifo(file))
		return file;
	if (file >= 0)
		close(file);
	return flags & O_NONBLOCK ? fcntl(inherited, F_DUPFD_CLOEXEC, 0) : -1;
}

/* Builds must not inherit the jobserver. */
static void
keep_from_children(int file)
{
	const int flags = fcntl(file, F_GETFD);

	if (flags >= 0)
		fcntl(file, F_SETFD, flags | FD_CLOEXEC);
}

static bool
join_pipe(struct jobs *jobs, const char *ends, struct text *why)
{
	char *comma, *end;
	const long input = strtol(ends, &comma, 10);
	const long output = *comma == ',' ? strtol(comma + 1, &end, 10) : -1;

	if (input < 0 || output < 0 || input > INT_MAX || output > INT_MAX || *end ||
		!is_fifo((int)input) || !is_fifo((int)output) ||
		!is_open_for((int)input, O_RDONLY) || !is_open_for((int)output, O_WRONLY)) {
		text_append_string(why, "the jobserver of make is not open here: "
					"put + in front of the line of the Makefile");
		return false;
	}
	jobs->input = open_input((int)input);
	jobs->output = fcntl((int)output, F_DUPFD_CLOEXEC, 0);
	keep_from_children((int)input);
	keep_from_children((int)output);
	if (jobs->input < 0 || jobs->output < 0)
		text_format(why, "the jobserver of make cannot be used: %s", strerror(errno));
	return jobs->input >= 0 && jobs->output >= 0;
}

static bool
join_fifo(struct jobs *jobs, const char *path, struct text *why)
{
	struct stat status;
	const bool found = stat(path, &status) == 0;

	errno = found && !S_ISFIFO(status.st_mode) ? EINVAL : errno;
	if (found && S_ISFIFO(status.st_mode) &&
		(jobs->input = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) >= 0 &&
		(jobs->output = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0 &&
		is_fifo(jobs->input) && is_fifo(jobs->output))
		return true;
	text_format(why, "the jobserver of make, %s, cannot be used: %s", path, strerror(errno));
	return false;
}

/* Blocks signals while tokens move between the jobserver and `jobs`. */
static sigset_t
hold_signals(void)
{
	sigset_t all, old;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	return old;
}

static void
release_signals(sigset_t old)
{
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void
close_opened(void)
{
	if (opened)
		jobs_close(opened);
}

static void
leave(struct jobs *jobs)
{
	if (jobs->input >= 0)
		close(jobs->input);
	if (jobs->output >= 0)
		close(jobs->output);
	jobs->input = jobs->output = -1;
}

bool
jobs_open(struct jobs *jobs, const char *makeflags, size_t wanted, struct text *why)
{
	static bool registered;
	struct flags flags = read_flags(makeflags);
	const char *jobserver = flags.jobserver.length ? flags.jobserver.bytes : NULL;
	bool fine = true;

	*jobs = (struct jobs){.input = -1, .output = -1};
	jobs->most = wanted ? wanted : flags.most ? flags.most : 1;
	if (jobserver && !wanted) {
		fine = strncmp(jobserver, "fifo:", 5) == 0 ? join_fifo(jobs, jobserver + 5, why)
							   : join_pipe(jobs, jobserver, why);
		jobs->most = 1;
		if (!fine)
			leave(jobs);
	}
	text_free(&flags.jobserver);
	opened = jobs;
	owner = getpid();
	if (!registered)
		registered = atexit(close_opened) == 0;
	return fine;
}

/* Reads a token into `*token`. False if there is none now. */
static bool
read_token(const struct jobs *jobs, char *token)
{
	ssize_t count;

	while ((count = read(jobs->input, token, 1)) < 0 && errno == EINTR)
		;
	return count == 1;
}

/* Writes a token back. The pipe has room for what was read from it, so this does not wait. */
static void
write_token(const struct jobs *jobs, char token)
{
	while (write(jobs->output, &token, 1) < 0)
		if (errno == EAGAIN)
			poll(&(struct pollfd){.fd = jobs->output, .events = POLLOUT}, 1, -1);
		else if (errno != EINTR)
			return;
}

bool
jobs_take(struct jobs *jobs)
{
	const sigset_t signals = hold_signals();
	bool taken = jobs->running == 0;

	if (!taken && jobs->input < 0)
		taken = jobs->running < jobs->most;
	else if (!taken && jobs->running <= JOBS_MOST)
		taken = read_token(jobs, &jobs->tokens[jobs->running - 1]);
	jobs->running += taken;
	release_signals(signals);
	return taken;
}

void
jobs_give(struct jobs *jobs)
{
	const sigset_t signals = hold_signals();

	if (jobs->running)
		jobs->running--;
	if (jobs->running && jobs->output >= 0)
		write_token(jobs, jobs->tokens[jobs->running - 1]);
	release_signals(signals);
}

int
jobs_file(const struct jobs *jobs)
{
	return jobs->running && jobs->running <= JOBS_MOST ? jobs->input : -1;
}

void
jobs_close(struct jobs *jobs)
{
	const sigset_t signals = hold_signals();

	while (jobs->output >= 0 && jobs->running > 1 && getpid() == owner)
		write_token(jobs, jobs->tokens[--jobs->running - 1]);
	leave(jobs);
	if (opened == jobs)
		opened = NULL;
	release_signals(signals);
}
