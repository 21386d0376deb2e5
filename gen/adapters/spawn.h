/*
 * Starting other programs (posix_spawn(3)) with their files, environment, group and limits. Waiting
 * for them is in adapters/process.h.
 *
 * A program starts with the default action for SIGPIPE and no blocked signals. Files that are not
 * for it have to be opened O_CLOEXEC.
 */
#ifndef ADAPTERS_SPAWN_H
#define ADAPTERS_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The three standard files of a program, and the folder in which it starts. -1 is /dev/null as
 * input, and this program's own as error. Without a folder (NULL) it starts in this program's own.
 */
struct spawn_files {
	int input, output, error;
	const char *folder;
};

/*
 * Starts the program `words[0]`, found in PATH as seen from its folder, with the arguments `words`,
 * ended by NULL. `settings` are NAME=VALUE, ended by NULL, and are set over this program's
 * environment; NULL for none. Returns 0 and sets `child`, or returns the number of the error.
 */
int
spawn(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child);

/*
 * The same in a process group of its own. The group is killed if INT, TERM, HUP or QUIT ends this
 * program before spawn_forget_group is called. Signals that are caught or ignored elsewhere are
 * left alone.
 */
int
spawn_group(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child);

/* Call it when the process has ended and was waited for. */
void
spawn_forget_group(pid_t child);

/*
 * Raises how many files this program can have open at once, as far as the system allows it
 * (getrlimit(2), RLIMIT_NOFILE). Programs that are started keep the limit of before.
 */
void
spawn_allow_files(size_t count);

#endif
