#include "adapters/adopted.h"

#include <dirent.h>
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

/* Calls `deed` with each child that the file lists. */
static void
each_child(const char *path, void (*deed)(pid_t child, void *data), void *data)
{
	FILE *children = fopen(path, "re");
	size_t length = 0;
	char word[32];

	if (!children)
		return;
	for (int byte = 0; byte != EOF;) {
		byte = getc(children);
		if (byte != EOF && byte != ' ' && length + 1 < sizeof(word)) {
			word[length++] = (char)byte;
			continue;
		}
		word[length] = '\0';
		length = 0;
		const pid_t child = (pid_t)strtol(word, NULL, 10);

		if (child > 1)
			deed(child, data);
	}
	(void)fclose(children);
}

/* All children of a program: each of its threads has its own. */
static void
each_child_of(pid_t program, void (*deed)(pid_t child, void *data), void *data)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%ld/task", (long)program);
	DIR *threads = opendir(path);

	if (!threads)
		return;
	for (const struct dirent *thread; (thread = readdir(threads));) {
		if (*thread->d_name < '0' || *thread->d_name > '9')
			continue;
		(void)snprintf(path, sizeof(path), "/proc/%ld/task/%.20s/children", (long)program,
			thread->d_name);
		each_child(path, deed, data);
	}
	closedir(threads);
}

/*
 * Signals a process and all below it; what was started last first, so that nobody starts anything
 * in its place.
 */
static void
signal_tree(pid_t child, void *signal)
{
	each_child_of(child, signal_tree, signal);
	(void)kill(child, *(const int *)signal);
}

void
adopted_signal_below(pid_t program, int signal)
{
	each_child_of(program, signal_tree, &signal);
}

static void
kill_adopted(pid_t child, void *killed)
{
	if (kill(child, SIGKILL) == 0)
		*(bool *)killed = true;
}

void
adopted_end(void)
{
	enum { ROUNDS = 100 };
	const struct timespec moment = {.tv_nsec = 10000000};

	/* What they started comes here when they are gone. */
	for (int i = 0; i < ROUNDS; i++) {
		bool killed = false;

		each_child("/proc/thread-self/children", kill_adopted, &killed);
		if (!killed)
			return;
		nanosleep(&moment, NULL);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}
