#include "build/report/viewer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/report/lines.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static void
show_line(void *data, const char *line, size_t length)
{
	struct text *text = data;

	lines_append_shown(text, line, length);
	text_append_character(text, '\n');
}

/*
 * Shows all lines until the last writer closes the pipe. A signal to the process group is for the
 * writers.
 */
_Noreturn static void
show(int file)
{
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	const struct sigaction action = {.sa_handler = SIG_IGN};
	struct line_splitter lines = LINES_EMPTY;
	struct text text = TEXT_EMPTY;
	char bytes[8192];
	ssize_t got;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		sigaction(ignored[i], &action, NULL);
	while ((got = read(file, bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR)) {
		if (got > 0)
			lines_add(&lines, bytes, (size_t)got, show_line, &text);
		print_aside(&text);
		text_clear(&text);
	}
	lines_end(&lines, show_line, &text);
	print_aside(&text);
	_exit(0);
}

bool
viewer_open(struct viewer *viewer)
{
	int ends[2];

	if (pipe(ends))
		return false;
	for (int i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	viewer->input = ends[1];
	viewer->process = fork();
	if (viewer->process == 0) {
		close(ends[1]);
		show(ends[0]);
	}
	const int saved = errno;

	close(ends[0]);
	if (viewer->process > 0)
		return true;
	close(ends[1]);
	errno = saved;
	return false;
}

void
viewer_close(struct viewer *viewer, bool at_once)
{
	close(viewer->input);
	if (at_once)
		kill(viewer->process, SIGKILL);
	while (waitpid(viewer->process, NULL, 0) < 0 && errno == EINTR)
		continue;
}
