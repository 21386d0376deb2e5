#include "adapters/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/spawn.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/banned.h"

enum { READ_AT_ONCE = 65536 };

/*
 * Milliseconds after which a program that still has nothing to say is looked at: it may have ended
 * and left its outputs to a daemon, and a signal may have come just before poll.
 */
enum { LOOK_AGAIN = 100 };

/*
 * Moves a file past the three standard ones, which a program that was started without them would
 * get for its pipes, and closes it in what is started. -1 with errno on failure; the file is closed
 * then.
 */
static int
keep_apart(int file)
{
	const int moved = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	const int error = errno;

	close(file);
	errno = error;
	return moved;
}

static bool
open_pipe(int ends[2])
{
	if (pipe(ends))
		return false;
	ends[0] = keep_apart(ends[0]);
	ends[1] = keep_apart(ends[1]);
	if (ends[0] >= 0 && ends[1] >= 0)
		return true;
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	return false;
}

static void
close_file(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

/* A file without a name that holds the text, to be read from its start; -1 with errno. */
static int
open_text(const struct text *text)
{
	FILE *file = tmpfile();
	int copy = -1;

	if (!file)
		return -1;
	if (fwrite(text->bytes, 1, text->length, file) == text->length && !fflush(file) &&
		lseek(fileno(file), 0, SEEK_SET) == 0)
		copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	const int error = errno;

	(void)fclose(file);
	errno = error;
	return copy;
}

/* Opens what the program is given and gives, and starts it; the error's number or 0. */
static int
start(struct process *process, const struct process_call *call, bool reads_error)
{
	struct spawn_files files = {-1, -1, -1, call->folder};
	int output[2] = {-1, -1}, error[2] = {-1, -1}, failed = 0;

	if (call->input && (files.input = open_text(call->input)) < 0)
		failed = errno;
	else if (!open_pipe(output) || (reads_error && !call->merged && !open_pipe(error)))
		failed = errno;
	files.output = output[1];
	files.error = call->merged ? output[1] : error[1];
	if (!failed)
		failed = spawn_group(call->words, call->environment, &files, &process->pid);
	close_file(&files.input);
	close_file(&output[1]);
	close_file(&error[1]);
	if (failed) {
		close_file(&output[0]);
		close_file(&error[0]);
	}
	process->output = output[0];
	process->error = error[0];
	return failed;
}

static void
start_in(struct process *process, const struct process_call *call, bool reads_error)
{
	*process = (struct process){.stop = call->stop,
		.copy = call->copy,
		.deadline = call->limit ? clock_now() + call->limit : 0,
		.most = call->most};
	process->failed = start(process, call, reads_error);
	if (process->failed)
		process->pid = 0;
}

void
process_start(struct process *process, const struct process_call *call)
{
	start_in(process, call, true);
}

/*
 * Takes out of a long output what is neither among its first `most` bytes nor among its last, and
 * adds to `left_out` how much that was.
 */
static void
drop_middle(struct text *output, size_t most, size_t *left_out)
{
	if (output->length <= 2 * most)
		return;
	*left_out += output->length - 2 * most;
	memmove(output->bytes + most, output->bytes + output->length - most, most + 1);
	output->length = 2 * most;
}

/* Says between the two ends of an output how much is left out. */
static void
mark_middle(struct text *output, size_t most, size_t left_out)
{
	struct text marked = TEXT_EMPTY;

	if (!left_out)
		return;
	text_append(&marked, output->bytes, most);
	text_format(&marked, "\n[%zu bytes are left out]\n", left_out);
	text_append(&marked, output->bytes + most, output->length - most);
	text_free(output);
	*output = marked;
}

/*
 * Reads once what is there; closes the file at its end. Whoever wants a copy sees for himself
 * whether it is whole.
 */
static void
read_some(int *file, struct text *text, int copy)
{
	text_reserve(text, READ_AT_ONCE);
	const ssize_t count = read(*file, text->bytes + text->length, READ_AT_ONCE);

	if (count > 0) {
		if (copy)
			(void)!write(copy, text->bytes + text->length, (size_t)count);
		text->length += (size_t)count;
		text->bytes[text->length] = '\0';
	} else if (count == 0 || errno != EINTR) {
		close_file(file);
	}
}

/* Bounds what is kept of both outputs. A middle is taken out only where as much again is there. */
static void
bound_outputs(struct process *process, struct process_result *result)
{
	const size_t most = process->most;

	if (most && result->output.length > 4 * most)
		drop_middle(&result->output, most, &process->left_out);
	if (result->error.length > (size_t)4 * PROCESS_ERROR_MOST)
		drop_middle(&result->error, PROCESS_ERROR_MOST, &process->error_left_out);
	process->overflows =
		!most && result->output.length + result->error.length + process->error_left_out >
				 PROCESS_LARGEST;
	if (process->overflows) {
		close_file(&process->output);
		close_file(&process->error);
	}
}

/* Waits up to `wait` milliseconds for output and reads it; whether there was any, or an end. */
static bool
read_outputs(struct process *process, struct process_result *result, int wait)
{
	struct pollfd files[] = {{.fd = process->output, .events = POLLIN},
		{.fd = process->error, .events = POLLIN}};

	if (poll(files, 2, wait) <= 0)
		return false;
	if (files[0].revents)
		read_some(&process->output, &result->output, process->copy);
	if (files[1].revents)
		read_some(&process->error, &result->error, 0);
	bound_outputs(process, result);
	return true;
}

/* Takes note of how the program ended. With WNOHANG false if it has not. */
static bool
reap(struct process *process, struct process_result *result, int flags)
{
	int status;
	pid_t ended;

	while ((ended = waitpid(process->pid, &status, flags)) < 0 && errno == EINTR)
		;
	if (ended == 0)
		return false;
	spawn_forget_group(process->pid);
	process->pid = 0;
	if (ended < 0) {
		result->end = PROCESS_NOT_STARTED;
		result->status = errno;
	} else if (WIFSIGNALED(status)) {
		result->end = PROCESS_KILLED;
		result->status = WTERMSIG(status);
	} else {
		result->status = WEXITSTATUS(status);
	}
	return true;
}

/* How long to wait for output now; 0 if the program is to be killed, for the reason in `end`. */
static int
time_left(const struct process *process, enum process_end *end)
{
	const int64_t left = process->deadline ? process->deadline - clock_now() : LOOK_AGAIN;

	if (process->stop && *process->stop)
		*end = PROCESS_STOPPED;
	else if (process->overflows)
		*end = PROCESS_OVERFLOWED;
	else if (left <= 0)
		*end = PROCESS_TIMED_OUT;
	else
		return left < LOOK_AGAIN ? (int)left : LOOK_AGAIN;
	return 0;
}

/* Reads until the program has ended, and kills it when it is time for that. */
static void
follow(struct process *process, struct process_result *result)
{
	enum process_end killed = PROCESS_EXITED;

	while (process->pid) {
		const int wait = time_left(process, &killed);

		if (!wait) {
			kill(-process->pid, SIGKILL);
			(void)reap(process, result, 0);
			result->end = killed;
		} else if (process->output < 0 && process->error < 0) {
			const struct timespec moment = {.tv_nsec = 1000000};

			if (!reap(process, result,
				    process->deadline || process->stop ? WNOHANG : 0))
				nanosleep(&moment, NULL);
		} else if (!read_outputs(process, result, wait)) {
			(void)reap(process, result, WNOHANG);
		}
	}
}

/* Leaves of both outputs what is to be kept, and says in them what is left out. */
static void
end_outputs(struct process *process, struct process_result *result)
{
	if (process->most)
		drop_middle(&result->output, process->most, &process->left_out);
	drop_middle(&result->error, PROCESS_ERROR_MOST, &process->error_left_out);
	result->printed = result->output.length + process->left_out;
	mark_middle(&result->output, process->most, process->left_out);
	mark_middle(&result->error, PROCESS_ERROR_MOST, process->error_left_out);
}

bool
process_finish(struct process *process, struct process_result *result)
{
	result->end = PROCESS_EXITED;
	result->status = 0;
	if (!process->pid) {
		result->end = process->failed == ENOENT ? PROCESS_NOT_FOUND : PROCESS_NOT_STARTED;
		result->status = process->failed;
		return false;
	}
	follow(process, result);
	while ((process->output >= 0 || process->error >= 0) && read_outputs(process, result, 0))
		;
	if (process->overflows && result->end == PROCESS_EXITED)
		result->end = PROCESS_OVERFLOWED; /* what it left behind went on printing */
	end_outputs(process, result);
	close_file(&process->output);
	close_file(&process->error);
	return result->end == PROCESS_EXITED && result->status == 0;
}

bool
process_run(const struct process_call *call, struct process_result *result)
{
	struct process process;

	process_start(&process, call);
	return process_finish(&process, result);
}

void
process_run_each(const struct process_call *calls, struct process_result *results, size_t count,
	size_t at_once)
{
	struct process *running = memory_resize(NULL, (count + 1) * sizeof(*running));
	size_t started = 0;

	for (size_t i = 0; i < count; i++) {
		results[i] = (struct process_result)PROCESS_RESULT_EMPTY;
		results[i].end = PROCESS_NOT_STARTED;
	}
	for (size_t done = 0; done < count; done++) {
		for (; started < count && started < done + at_once; started++)
			if (calls[started].words)
				process_start(&running[started], &calls[started]);
		if (done < started && calls[done].words)
			(void)process_finish(&running[done], &results[done]);
		if (calls[done].words && results[done].end != PROCESS_EXITED)
			count = started; /* what runs is still waited for */
	}
	free(running);
}

void
process_append_end(struct text *text, const struct process_result *result)
{
	switch (result->end) {
	case PROCESS_EXITED:
		if (result->status)
			text_format(text, "ended with status %d", result->status);
		break;
	case PROCESS_KILLED:
		text_format(text, "ended by signal %d", result->status);
		break;
	case PROCESS_TIMED_OUT:
		text_append_string(text, "took too long");
		break;
	case PROCESS_STOPPED:
		text_append_string(text, "was stopped");
		break;
	case PROCESS_OVERFLOWED:
		text_format(text, "printed more than %d MiB", PROCESS_LARGEST >> 20);
		break;
	case PROCESS_NOT_FOUND:
		text_append_string(text, "is not there");
		break;
	case PROCESS_NOT_STARTED:
		text_format(text, "%s%s",
			result->status ? "cannot be started: " : "was not started",
			result->status ? strerror(result->status) : "");
		break;
	}
}

bool
process_is_short(const struct process_result *result)
{
	const int error = result->status;

	return result->end == PROCESS_NOT_STARTED &&
	       (error == EMFILE || error == ENFILE || error == EAGAIN || error == ENOMEM);
}

void
process_result_free(struct process_result *result)
{
	text_free(&result->output);
	text_free(&result->error);
	*result = (struct process_result)PROCESS_RESULT_EMPTY;
}

static void
ignore_signal(int signal)
{
	(void)signal;
}

/*
 * Ends the child, or at first only what it has started; called again and again until it is gone.
 * One that does not care for TERM is killed.
 */
static void
end_child(const struct process_call *call, pid_t child, int64_t since, bool first)
{
	const int64_t late = clock_now() - since - (call->gentle ? PROCESS_PATIENCE : 0);

	adopted_signal_below(child, first ? SIGTERM : SIGKILL);
	if (late >= PROCESS_LAST)
		(void)kill(child, SIGKILL);
	else if (late >= 0 && (first || call->gentle))
		(void)kill(child, SIGTERM);
}

/*
 * Waits for the child; TERM and CHLD are held back but while it waits, so that none of them is
 * missed.
 */
static int
wait_or_end(const struct process_call *call, pid_t child)
{
	const struct timespec moment = {.tv_nsec = 50000000};
	struct sigaction noted = {.sa_handler = ignore_signal}, before;
	sigset_t held, others;
	int64_t since = 0;
	int status;
	pid_t ended;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGCHLD);
	sigaction(SIGCHLD, &noted, &before);
	sigprocmask(SIG_BLOCK, &held, &others);
	while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
		if (*call->stop) {
			end_child(call, child, since ? since : clock_now(), !since);
			since = since ? since : clock_now();
			sigdelset(&held, SIGTERM);
			(void)sigtimedwait(&held, NULL, &moment);
		} else {
			sigsuspend(&others);
		}
	}
	sigprocmask(SIG_SETMASK, &others, NULL);
	sigaction(SIGCHLD, &before, NULL);
	return ended < 0 ? -1 : status;
}

int
process_run_into(const struct process_call *call, int file)
{
	const struct spawn_files files = {-1, file, file, NULL};
	pid_t child;
	const int error = spawn(call->words, call->environment, &files, &child);

	if (!error)
		return wait_or_end(call, child);
	errno = error;
	return -1;
}

enum outcome
process_filter(const char *const *words, const char *purpose, const struct text *input,
	struct text *output)
{
	const struct process_call call = {.words = words, .input = input};
	struct process process;
	struct process_result result = {.output = *output, .error = TEXT_EMPTY};
	struct text end = TEXT_EMPTY;

	start_in(&process, &call, false);
	const bool done = process_finish(&process, &result);

	*output = result.output;
	if (done)
		return OUTCOME_DONE;
	if (result.end == PROCESS_NOT_FOUND)
		return failure("%s is not %s; it is needed for %s", words[0],
			strchr(words[0], '/') ? "there" : "in PATH", purpose);
	process_append_end(&end, &result);
	(void)failure("%s %s", words[0], end.bytes);
	text_free(&end);
	return OUTCOME_MACHINE;
}
