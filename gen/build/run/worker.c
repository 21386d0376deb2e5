#include "build/run/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "build/run/signals.h"
#include "support/failure.h"
#include "support/banned.h"

/* The new process. It never returns. */
_Noreturn static void
work(const struct image_task *task, int output, pid_t parent, const sigset_t *mask)
{
	const int nothing = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	signals_release();
	signals_let_through(mask);
	adopted_follow(parent, SIGTERM);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
		dup2(output, STDERR_FILENO) < 0)
		_exit(OUTCOME_MACHINE);
	image_make(task);
}

bool
worker_start(struct worker *worker, struct image_task *task)
{
	int output[2], news[2];
	const pid_t parent = getpid();
	sigset_t mask;

	if (!signals_make_pipe(output))
		return false;
	if (!signals_make_pipe(news)) {
		close(output[0]);
		close(output[1]);
		return false;
	}
	task->news = news[1];
	(void)fflush(NULL);
	signals_hold_back(&mask);
	worker->pid = fork();
	if (worker->pid == 0)
		work(task, output[1], parent, &mask);
	const int saved = errno;

	signals_let_through(&mask);
	/* Parent and child both set the group, so that it exists when it is killed. */
	if (worker->pid > 0)
		setpgid(worker->pid, worker->pid);
	close(output[1]);
	close(news[1]);
	worker->output = output[0];
	worker->news = news[0];
	errno = saved;
	return worker->pid > 0;
}

static void
take_lines(struct worker *worker, void (*take)(void *data, struct worker *worker, char *line),
	void *data)
{
	size_t from = 0;

	while (from < worker->line.length) {
		char *start = worker->line.bytes + from;
		char *end = memchr(start, '\n', worker->line.length - from);

		if (!end)
			break;
		*end = '\0';
		take(data, worker, start);
		from += (size_t)(end - start) + 1;
	}
	if (from)
		memmove(worker->line.bytes, worker->line.bytes + from,
			worker->line.length + 1 - from);
	worker->line.length -= from;
}

bool
worker_read_news(struct worker *worker, void (*take)(void *data, struct worker *worker, char *line),
	void *data)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(worker->news, bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			text_append(&worker->line, bytes, (size_t)got);
	const bool open = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);

	take_lines(worker, take, data);
	return open;
}

static void
write_log(struct worker *worker, const char *bytes, size_t length)
{
	while (length && worker->log >= 0 && !worker->log_error) {
		const ssize_t put = write(worker->log, bytes, length);

		if (put < 0 && errno != EINTR)
			worker->log_error = errno;
		if (put > 0) {
			bytes += put;
			length -= (size_t)put;
		}
	}
}

bool
worker_read_output(struct worker *worker,
	void (*take)(void *data, struct worker *worker, const char *bytes, size_t length),
	void *data)
{
	enum { AT_ONCE = 16 }; /* so that other files get their turn */
	char bytes[16384];

	for (int i = 0; i < AT_ONCE; i++) {
		const ssize_t got = read(worker->output, bytes, sizeof(bytes));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
		write_log(worker, bytes, (size_t)got);
		take(data, worker, bytes, (size_t)got);
	}
	return true;
}

static void
close_file(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

void
worker_close(struct worker *worker)
{
	close_file(&worker->output);
	close_file(&worker->news);
	close_file(&worker->log);
	text_free(&worker->line);
}
