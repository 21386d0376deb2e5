#include "border/process.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/banned.h"

extern char **environ;

enum { READ_AT_ONCE = 65536 };

/* Starts the program with the files as its standard input and output; the error's number or 0. */
static int
start(const char *const *words, int input, int output, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	if (!(error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)) &&
		!(error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)))
		error = posix_spawnp(
			child, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Reads the file to its end; the error's number or 0. */
static int
read_all(int file, struct text *output)
{
	for (;;) {
		text_reserve(output, READ_AT_ONCE);
		const ssize_t count = read(file, output->bytes + output->length, READ_AT_ONCE);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count ? errno : 0;
		output->length += (size_t)count;
		output->bytes[output->length] = '\0';
	}
}

static enum outcome
wait_for(pid_t child, const char *name)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return failure("%s: %s", name, strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return OUTCOME_DONE;
	return WIFEXITED(status) ? failure("%s ended with status %d", name, WEXITSTATUS(status))
				 : failure("%s ended by signal %d", name, WTERMSIG(status));
}

enum outcome
process_filter(const char *const *words, const char *purpose, const struct text *input,
	struct text *output)
{
	FILE *file = tmpfile();
	int ends[2];
	pid_t child;

	if (!file)
		return failure("a temporary file: %s", strerror(errno));
	if (fwrite(input->bytes, 1, input->length, file) != input->length || fflush(file) ||
		fseek(file, 0, SEEK_SET) || pipe(ends)) {
		const int error = errno;

		(void)fclose(file);
		return failure("a temporary file: %s", strerror(error));
	}
	int error = start(words, fileno(file), ends[1], &child);

	(void)fclose(file);
	close(ends[1]);
	if (error == ENOENT) {
		close(ends[0]);
		return failure("%s is not %s; it is needed for %s", words[0],
			strchr(words[0], '/') ? "there" : "in PATH", purpose);
	}
	if (error) {
		close(ends[0]);
		return failure("%s: %s", words[0], strerror(error));
	}
	error = read_all(ends[0], output);
	close(ends[0]);
	const enum outcome outcome = wait_for(child, words[0]);

	return error ? failure("%s: %s", words[0], strerror(error)) : outcome;
}
