/*
 * Starting other programs (posix_spawn(3)): their files, their environment, their group and their limits. What
 * becomes of them then is adapters/process.h's.
 *
 * A program gets SIGPIPE's default action and no blocked signals. Whoever opens files that are not for it
 * opens them O_CLOEXEC.
 */
#ifndef ADAPTERS_SPAWN_H
#define ADAPTERS_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/* Where the three standard files of a program come from; -1: /dev/null as input, this program's own as error. */
struct spawn_files {
	int input, output, error;
};

/*
 * Starts the program `words[0]`, found in PATH, with `words` (ended by NULL) as its arguments, and `settings`, NAME=VALUE
 * (ended by NULL, or NULL), set over this program's environment. The number of the error, or 0 and its process.
 */
int
spawn(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child);

/*
 * The same in a group of its own. If INT, TERM, HUP or QUIT ends this program before spawn_forget_group is
 * called for it, the group is killed. What somebody else catches or ignores stays as it is.
 */
int
spawn_group(const char *const *words, const char *const *settings, const struct spawn_files *files,
	pid_t *child);

/* The process has ended and was waited for. */
void
spawn_forget_group(pid_t child);

/*
 * Lets this program have so many files open at once, as far as the system allows it (getrlimit(2),
 * RLIMIT_NOFILE). What it starts has the limit of before.
 */
void
spawn_allow_files(size_t count);

#endif
