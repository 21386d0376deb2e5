#include "border/adopted.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "support/banned.h"

void
adopted_accept(void)
{
#ifdef __linux__
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
}

void
adopted_follow(pid_t parent, int signal)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
#endif
	if (getppid() != parent)
		(void)raise(signal);
}

static bool
is_one_of(pid_t child, const pid_t *own, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (own[i] == child)
			return true;
	return false;
}

/* Kills the children of this process; how many were killed (proc(5), /proc/PID/task/TID/children). */
static size_t
kill_children(const pid_t *own, size_t count)
{
	FILE *children = fopen("/proc/thread-self/children", "re");
	size_t killed = 0;
	char word[32];

	if (!children)
		return 0;
	for (size_t length = 0;;) {
		const int byte = getc(children);

		if (byte != EOF && byte != ' ' && length + 1 < sizeof(word)) {
			word[length++] = (char)byte;
			continue;
		}
		word[length] = '\0';
		const pid_t child = (pid_t)strtol(word, NULL, 10);

		if (child > 1 && !is_one_of(child, own, count) && kill(child, SIGKILL) == 0)
			killed++;
		length = 0;
		if (byte == EOF)
			break;
	}
	(void)fclose(children);
	return killed;
}

void
adopted_end(const pid_t *own, size_t count)
{
	enum { ROUNDS = 100 };
	const struct timespec moment = {.tv_nsec = 10000000};

	/* What they started comes here when they are gone. */
	for (int i = 0; i < ROUNDS && kill_children(own, count); i++) {
		nanosleep(&moment, NULL);
		if (!count)
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
	}
}
