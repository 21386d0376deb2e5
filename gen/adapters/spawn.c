#include "adapters/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/banned.h"

extern char **environ;

/* What this program has started in groups of their own and not waited for yet; 0: free. */
enum { GROUPS = 64 };

static volatile sig_atomic_t groups[GROUPS];
static volatile sig_atomic_t
	groups_owner; /* whose they are: a process that was forked has none yet */

static bool
is_set_by(const char *const *settings, const char *variable)
{
	const size_t length = strcspn(variable, "=") + 1;

	for (; *settings; settings++)
		if (strncmp(*settings, variable, length) == 0)
			return true;
	return false;
}

/* This program's environment with `settings` over it; to be freed unless it is environ itself. */
static char **
environment_with(const char *const *settings)
{
	size_t count = 0, own = 0;

	if (!settings || !*settings)
		return environ;
	while (environ[own])
		own++;
	while (settings[count])
		count++;
	char **all = memory_resize(NULL, (own + count + 1) * sizeof(*all));
	size_t length = 0;

	for (size_t i = 0; i < own; i++)
		if (!is_set_by(settings, environ[i]))
			all[length++] = environ[i];
	for (size_t i = 0; i < count; i++)
		all[length++] = (char *)(uintptr_t)settings[i];
	all[length] = NULL;
	return all;
}

static int
add_files(posix_spawn_file_actions_t *actions, const struct spawn_files *files)
{
	int error = files->input < 0
			    ? posix_spawn_file_actions_addopen(
				      actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
			    : posix_spawn_file_actions_adddup2(actions, files->input, STDIN_FILENO);

	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, files->output, STDOUT_FILENO);
	if (!error && files->error >= 0)
		error = posix_spawn_file_actions_adddup2(actions, files->error, STDERR_FILENO);
	return error;
}

/* No signal is blocked, SIGPIPE ends the program, and the group is its own where that is wanted. */
static int
set_attributes(posix_spawnattr_t *attributes, bool grouped)
{
	const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	int error = posix_spawnattr_setsigmask(attributes, &none);

	if (!error)
		error = posix_spawnattr_setsigdefault(attributes, &defaults);
	if (!error)
		error = posix_spawnattr_setpgroup(attributes, 0);
	if (!error)
		error = posix_spawnattr_setflags(
			attributes, grouped ? (short)(flags | POSIX_SPAWN_SETPGROUP) : flags);
	return error;
}

/* The limit of files that was set when spawn_allow_files raised it; 0: it did not. */
static rlim_t files_before;

/* Sets the soft limit of files; the one of before. */
static rlim_t
limit_files(rlim_t soft)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return soft;
	const rlim_t before = limit.rlim_cur;

	limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return before;
}

void
spawn_allow_files(size_t count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= (rlim_t)count)
		return;
	files_before = limit_files((rlim_t)count);
}

/* posix_spawnp, with the limit of files that this program was given. */
static int
spawn_limited(const char *const *words, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const *environment, pid_t *child)
{
	const rlim_t raised = files_before ? limit_files(files_before) : 0;
	const int error = posix_spawnp(
		child, words[0], actions, attributes, (char *const *)(uintptr_t)words, environment);

	if (files_before)
		(void)limit_files(raised);
	return error;
}

/* Goes to the folder, and returns the file of the one of before; -1 with errno. */
static int
go_to(const char *folder)
{
	const int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (before >= 0 && chdir(folder)) {
		const int error = errno;

		close(before);
		errno = error;
		return -1;
	}
	return before;
}

/*
 * spawn_limited in the folder (NULL: this one). This program has one thread, so nobody sees that it
 * is elsewhere meanwhile; posix_spawn(3) has no way of POSIX.1-2008 to say where a program starts.
 */
static int
spawn_in(const char *folder, const char *const *words, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const *environment, pid_t *child)
{
	const int before = folder ? go_to(folder) : -1;

	if (folder && before < 0)
		return errno;
	int error = spawn_limited(words, actions, attributes, environment, child);

	if (folder) {
		if (fchdir(before) && !error)
			error = errno;
		close(before);
	}
	return error;
}

static int
start(const char *const *words, const char *const *settings, const struct spawn_files *files,
	bool grouped, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		error = add_files(&actions, files);
		if (!error)
			error = set_attributes(&attributes, grouped);
		if (!error) {
			char **environment = environment_with(settings);

			error = spawn_in(
				files->folder, words, &actions, &attributes, environment, child);
			if (environment != environ)
				free(environment);
		}
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int
spawn(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child)
{
	return start(words, settings, files, false, child);
}

/* The signals that end this program, and with it what it asks others meanwhile. */
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

enum { ENDING_COUNT = sizeof(ending) / sizeof(*ending) };

/* Kills all that runs, and lets the signal do what it does by default: SA_RESETHAND. */
static void
end_groups(int signal)
{
	if (groups_owner == (sig_atomic_t)getpid())
		for (int i = 0; i < GROUPS; i++)
			if (groups[i])
				(void)kill(-(pid_t)groups[i], SIGKILL);
	(void)raise(signal);
}

/* What somebody else catches or ignores stays as it is. */
static void
catch_ending(void)
{
	struct sigaction action = {.sa_handler = end_groups, .sa_flags = (int)SA_RESETHAND}, old;

	sigfillset(&action.sa_mask);
	for (int i = 0; i < ENDING_COUNT; i++)
		if (!sigaction(ending[i], NULL, &old) && old.sa_handler == SIG_DFL)
			(void)sigaction(ending[i], &action, NULL);
}

static void
replace_group(pid_t before, pid_t after)
{
	if (groups_owner != (sig_atomic_t)getpid())
		for (int i = 0; i < GROUPS; i++)
			groups[i] = 0;
	groups_owner = (sig_atomic_t)getpid();
	for (int i = 0; i < GROUPS; i++)
		if (groups[i] == (sig_atomic_t)before) {
			groups[i] = (sig_atomic_t)after;
			return;
		}
}

int
spawn_group(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child)
{
	sigset_t held, before;

	sigemptyset(&held);
	for (int i = 0; i < ENDING_COUNT; i++)
		sigaddset(&held, ending[i]);
	sigprocmask(SIG_BLOCK, &held, &before);
	catch_ending();
	const int error = start(words, settings, files, true, child);

	if (!error)
		replace_group(0, *child);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return error;
}

void
spawn_forget_group(pid_t child)
{
	replace_group(child, 0);
}
