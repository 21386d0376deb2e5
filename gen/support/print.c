#include "support/print.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "support/annotation.h"
#include "support/text.h"
#include "support/banned.h"

static int failed;
static bool ignores_pipe; /* the program was started so */

void
print_open(void)
{
	struct sigaction action;

	ignores_pipe = sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
	for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
		if (fcntl(file, F_GETFD) < 0)
			(void)open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Writes all bytes; the number of the error or 0. */
static int
write_all(int file, const char *bytes, size_t length)
{
	while (length) {
		const ssize_t count = write(file, bytes, length);

		if (count >= 0) {
			bytes += count;
			length -= (size_t)count;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			poll(&(struct pollfd){.fd = file, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

/*
 * Writes somebody's text, which a terminal shows as visible characters, and in which a runner of
 * GitHub finds no command; the number of the error or 0.
 */
static int
write_shown(int file, const struct text *text)
{
	const bool github = failure_format() == DIAGNOSTIC_GITHUB;
	struct text shown = TEXT_EMPTY;
	int error;

	if (!isatty(file) && !github)
		return write_all(file, text->bytes, text->length);
	text_append_visible_lines(&shown, text->bytes, text->length);
	if (github)
		annotation_disarm(&shown);
	error = write_all(file, shown.bytes, shown.length);
	text_free(&shown);
	return error;
}

void
print_text(const struct text *text)
{
	if (!failed)
		failed = write_shown(STDOUT_FILENO, text);
}

void
print_aside(const struct text *text)
{
	(void)write_shown(STDERR_FILENO, text);
}

void
print_drawn(const struct text *text)
{
	if (!failed)
		failed = write_all(STDOUT_FILENO, text->bytes, text->length);
}

void
print_format(const char *format, ...)
{
	struct text text = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&text, format, arguments);
	va_end(arguments);
	print_text(&text);
	text_free(&text);
}

int
print_error(void)
{
	return failed;
}

enum outcome
print_end(enum outcome outcome)
{
	if (failed == EPIPE && !ignores_pipe) {
		const struct sigaction action = {.sa_handler = SIG_DFL};

		(void)sigaction(SIGPIPE, &action, NULL);
		(void)raise(SIGPIPE);
	}
	return failed ? failure("standard output: %s", strerror(failed)) : outcome;
}
