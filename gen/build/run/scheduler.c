#include "build/run/scheduler.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/image/image.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/run/run.h"
#include "build/run/worker.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	PATIENCE = 30000,    /* milliseconds between asking builds to end and killing them */
	LOOK_AT_PARENT = 500 /* milliseconds between two checks whether make still runs */
};

/* Signals */

static void
signal_workers(const struct run *run, bool kill_groups)
{
	for (size_t i = 0; i < run->worker_count; i++) {
		const pid_t pid = run->workers[i]->pid;

		if (pid > 0)
			(void)kill(kill_groups ? -pid : pid, kill_groups ? SIGKILL : SIGTERM);
	}
}

/*
 * Interrupts the run. The first time, the builds are asked to end, and take away what they made;
 * the second time they are killed at once.
 */
static void
interrupt(struct run *run, int signal)
{
	struct text line = TEXT_EMPTY;

	run->stop = true;
	if (run->killing) {
		run->killing = clock_now();
		return;
	}
	run->signal = signal;
	run->killing = clock_now() + PATIENCE;
	signal_workers(run, false);
	text_format(&line, "interrupted: ending %zu build%s", run->worker_count,
		run->worker_count == 1 ? "" : "s");
	report_line(run->report, line.bytes);
	text_free(&line);
}

/* Workers */

/* Notes a failure. After it no other image is started, unless -k says so. */
static void
note_failure(struct run *run, size_t target)
{
	if (!run->failed)
		run->failed = run->survey->targets->items[target].id;
	if (!run->options->keep_going)
		run->stop = true;
}

/* Ends an image whose process could not be started. The reason is in errno. */
static void
refuse(struct run *run, struct worker *worker, enum result result, const char *reason)
{
	report_end(run->report, worker->target, result,
		arena_format(run->arena, "%s: %s", reason, strerror(errno)), 0);
	worker_close(worker);
	jobs_give(&run->jobs);
	note_failure(run, worker->target);
}

static void
start_worker(struct run *run, size_t target)
{
	struct worker *worker = arena_allocate(run->arena, sizeof(*worker));
	const char *log = run->images[target].log;
	struct image_task task = {
		.survey = run->survey,
		.target = target,
		.version = run->version,
		.state = run->state,
		.out = run->options->out,
		.only_pull = run->options->only_pull,
	};

	*worker = (struct worker){
		.target = target,
		.output = -1,
		.news = -1,
		.log = -1,
		.line = TEXT_EMPTY,
		.start = clock_now(),
		.layers.arena = run->arena,
		.result = RESULT_PENDING,
	};
	if (log && (worker->log = state_open_log(run->arena, log)) < 0) {
		refuse(run, worker, RESULT_REFUSED,
			arena_format(run->arena, "as its log cannot be written: %s", log));
		return;
	}
	if (!worker_start(worker, &task)) {
		refuse(run, worker, RESULT_FAILED, "as no process could be started");
		return;
	}
	*ARENA_ADD(run->arena, run->workers, run->worker_count) = worker;
}

/* Starts the work for a target. There may be nothing to do, now that its parents are made. */
static void
start(struct run *run, size_t target)
{
	struct target_status *status = &run->survey->statuses[target];

	if (status->state == TARGET_WAITING)
		survey_update(run->survey, target);
	if (status->state == TARGET_CURRENT) {
		report_end(run->report, target, RESULT_CURRENT, NULL, 0);
		jobs_give(&run->jobs);
		plan_done(&run->plan, target);
		return;
	}
	if (status->state == TARGET_UNTAGGED)
		run->images[target].log = NULL;
	report_start(run->report, target,
		status->state == TARGET_UNTAGGED ? "tagging"
		: run->options->only_pull        ? "pulling"
						 : "building");
	start_worker(run, target);
}

/* News of a worker */

/* Cuts the next word off `*rest`. "" at the end. */
static const char *
next_word(char **rest)
{
	char *word = *rest, *blank = strchr(word, ' ');

	*rest = blank ? blank + 1 : word + strlen(word);
	if (blank)
		*blank = '\0';
	return word;
}

/* Remembers an image from the news. NULL if its layers do not have the hash in the news. */
static const struct inspected *
take_image(struct run *run, struct worker *worker, char *words)
{
	const struct inspected *known = inspections_parse(
		&run->survey->inspections, worker->layers.items, worker->layers.count, words);

	worker->layers = (struct string_list){.arena = run->arena};
	worker->garbled = worker->garbled || !known;
	return known;
}

/* Sets the image that a worker has made as that of its target. */
static void
settle(struct run *run, struct worker *worker, char *rest)
{
	const struct inspected *image = take_image(run, worker, rest);

	if (image && !worker->garbled)
		survey_set_image(run->survey, worker->target, image);
}

static void
note_dead(struct run *run)
{
	if (!run->dead)
		report_line(run->report,
			arena_format(run->arena, "basegen: %s does not answer any more",
				run->survey->engine.path));
	run->dead = run->stop = true;
}

static void
take_line(void *data, struct worker *worker, char *line)
{
	struct run *run = data;
	char *rest = arena_string(run->arena, line);
	const char *what = next_word(&rest);

	if (strcmp(what, "say") == 0) {
		report_say(run->report, worker->target, rest);
	} else if (strcmp(what, "layer") == 0) {
		string_list_add(&worker->layers, rest);
	} else if (strcmp(what, "base") == 0) {
		(void)take_image(run, worker, rest);
	} else if (strcmp(what, "image") == 0) {
		settle(run, worker, rest);
	} else if (strcmp(what, "dead") == 0) {
		note_dead(run);
	} else if (strcmp(what, "end") == 0 && !worker->garbled) {
		worker->result = (enum result)strtol(next_word(&rest), NULL, 10);
		worker->detail = *rest ? rest : NULL;
	}
}

static void
take_output(void *data, struct worker *worker, const char *bytes, size_t length)
{
	const struct run *run = data;

	report_output(run->report, worker->target, bytes, length);
}

/*
 * Reads output. If the log cannot be written, one message says so for the whole run, which goes on.
 */
static bool
read_output(struct run *run, struct worker *worker)
{
	const bool open = worker_read_output(worker, take_output, run);

	if (worker->log_error && !run->log_failed) {
		report_line(run->report,
			arena_format(run->arena, "%s: %s; the images are built without logs",
				run->images[worker->target].log, strerror(worker->log_error)));
		run->log_failed = true;
	}
	return open;
}

static bool
read_news(struct run *run, struct worker *worker)
{
	return worker_read_news(worker, take_line, run);
}

/* The end of a worker */

/* Infers the result of an image whose process ended without reporting it. */
static void
infer_result(const struct run *run, struct worker *worker, int status)
{
	if (worker->result != RESULT_PENDING)
		return;
	worker->result = run->signal || run->killed ? RESULT_INTERRUPTED : RESULT_FAILED;
	worker->detail = WIFSIGNALED(status)          ? "as its process was killed"
			 : run->signal || run->killed ? NULL
						      : "as its process ended without a result";
}

static void
remove_worker(struct run *run, const struct worker *worker)
{
	for (size_t i = 0; i < run->worker_count; i++)
		if (run->workers[i] == worker) {
			run->workers[i] = run->workers[--run->worker_count];
			return;
		}
}

static void
end_worker(struct run *run, struct worker *worker, int status)
{
	const int64_t time = clock_now() - worker->start;

	while (worker->output >= 0 && read_output(run, worker)) {
		struct pollfd more = {.fd = worker->output, .events = POLLIN};

		if (poll(&more, 1, 0) <= 0 || !(more.revents & POLLIN))
			break;
	}
	if (worker->news >= 0)
		read_news(run, worker);
	infer_result(run, worker, status);
	worker_close(worker);
	remove_worker(run, worker);
	jobs_give(&run->jobs);
	if (worker->result == RESULT_BUILT)
		times_note(&run->times, run->survey->targets->items[worker->target].id, time);
	report_end(run->report, worker->target, worker->result, worker->detail, time);
	if (result_is_made(worker->result))
		plan_done(&run->plan, worker->target);
	else
		note_failure(run, worker->target);
}

static void
reap(struct run *run)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < run->worker_count; i++)
			if (run->workers[i]->pid == pid) {
				/* It could not end the programs that it had started. */
				if (WIFSIGNALED(status))
					(void)kill(-pid, SIGKILL);
				end_worker(run, run->workers[i], status);
				break;
			}
}

static void
take_signals(struct run *run)
{
	unsigned char bytes[64];
	ssize_t got;

	while ((got = read(run->signals, bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < got; i++) {
			if (bytes[i] == SIGWINCH)
				report_resize(run->report);
			else if (bytes[i] != SIGCHLD)
				interrupt(run, bytes[i]);
		}
	reap(run);
}

/* The loop */

static void
start_ready(struct run *run)
{
	while (!run->stop && plan_has_ready(&run->plan) && jobs_take(&run->jobs))
		start(run, (size_t)plan_take(&run->plan));
}

static int
soonest(int a, int64_t b)
{
	const int other = b < 0 ? 0 : (int)b;

	return a < 0 || other < a ? other : a;
}

/* Milliseconds until something must be done even if no event comes; -1: never. */
static int
find_timeout(const struct run *run)
{
	int timeout = report_wait(run->report);

	if (run->maker)
		timeout = soonest(timeout, LOOK_AT_PARENT);
	if (run->killing && !run->killed)
		timeout = soonest(timeout, run->killing - clock_now());
	return timeout;
}

/* Does what depends on time alone: make is gone, or builds do not end. */
static void
look_at_clock(struct run *run)
{
	if (run->maker && getppid() != run->maker && !run->killing) {
		run->maker = 0;
		interrupt(run, SIGTERM);
	}
	if (run->killing && !run->killed && clock_now() >= run->killing) {
		signal_workers(run, true);
		run->killed = true;
	}
	report_tick(run->report);
}

static void
close_file(int *file)
{
	close(*file);
	*file = -1;
}

/* Waits for the next events and handles them. */
static void
wait_for_news(struct run *run)
{
	const size_t count = run->worker_count;
	struct pollfd *files = memory_resize(NULL, (2 * count + 2) * sizeof(*files));
	struct worker **workers = memory_resize(NULL, (count + 1) * sizeof(struct worker *));
	const bool wants_job = !run->stop && plan_has_ready(&run->plan);

	files[0] = (struct pollfd){.fd = run->signals, .events = POLLIN};
	files[1] = (struct pollfd){.fd = wants_job ? jobs_file(&run->jobs) : -1, .events = POLLIN};
	for (size_t i = 0; i < count; i++) {
		workers[i] = run->workers[i];
		files[2 * i + 2] = (struct pollfd){.fd = workers[i]->output, .events = POLLIN};
		files[2 * i + 3] = (struct pollfd){.fd = workers[i]->news, .events = POLLIN};
	}
	(void)poll(files, (nfds_t)(2 * count + 2), find_timeout(run));
	for (size_t i = 0; i < count; i++) {
		if (files[2 * i + 2].revents && !read_output(run, workers[i]))
			close_file(&workers[i]->output);
		if (files[2 * i + 3].revents && !read_news(run, workers[i]))
			close_file(&workers[i]->news);
	}
	free(files);
	free(workers);
	take_signals(run);
	look_at_clock(run);
}

void
scheduler_run(struct run *run)
{
	for (;;) {
		start_ready(run);
		if (!run->worker_count && (run->stop || !plan_has_ready(&run->plan)))
			return;
		wait_for_news(run);
	}
}
