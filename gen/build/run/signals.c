#include "build/run/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "support/banned.h"

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCHLD};
static int writing_end = -1;

static void
note(int signal)
{
	const int saved = errno;
	const unsigned char byte = (unsigned char)signal;

	(void)!write(writing_end, &byte, 1);
	errno = saved;
}

bool
signals_make_pipe(int ends[2])
{
	if (pipe(ends))
		return false;
	/* A pipe that waits would block the whole run. */
	if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 &&
		fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
		return true;
	const int saved = errno;

	close(ends[0]);
	close(ends[1]);
	errno = saved;
	return false;
}

int
signals_catch(void)
{
	struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART}, old;
	int ends[2];

	if (!signals_make_pipe(ends))
		return -1;
	if (fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	writing_end = ends[1];
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		if (caught[i] == SIGCHLD || sigaction(caught[i], NULL, &old) ||
			old.sa_handler != SIG_IGN)
			sigaction(caught[i], &action, NULL);
	return ends[0];
}

void
signals_release(void)
{
	const struct sigaction action = {.sa_handler = SIG_DFL};

	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		sigaction(caught[i], &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
}

void
signals_hold_back(sigset_t *mask)
{
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		sigaddset(&blocked, caught[i]);
	sigprocmask(SIG_BLOCK, &blocked, mask);
}

void
signals_let_through(const sigset_t *mask)
{
	sigprocmask(SIG_SETMASK, mask, NULL);
}
