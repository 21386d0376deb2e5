#include "build/run.h"

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

#include "border/adopted.h"
#include "build/image.h"
#include "build/jobs.h"
#include "build/plan.h"
#include "build/report.h"
#include "build/stand_in.h"
#include "build/state.h"
#include "build/survey.h"
#include "build/target.h"
#include "build/times.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	PATIENCE = 10000,    /* milliseconds between asking builds to end and killing them */
	LOOK_AT_PARENT = 500 /* milliseconds between two looks whether make is still there */
};

/* An image that is being made by a process. */
struct worker {
	pid_t pid;  /* and its process group */
	size_t target;
	int output, news, log; /* -1: closed */
	int64_t start;
	struct text line;           /* news that are not whole yet */
	struct strings layers;      /* of the image that it is about to tell of */
	enum result result;
	const char *detail;
};

struct run {
	struct arena *arena;
	struct survey *survey;
	const struct version *version;
	struct state *state;
	const struct run_options *options;
	struct report_image *images; /* one for each target */
	struct report *report;
	struct plan plan;
	struct jobs jobs;
	struct times times;
	struct worker **workers;
	size_t worker_count;
	pid_t maker;       /* make, if it has started this program; 0: nobody */
	int signals[2];    /* a pipe: the handler writes what came */
	int signal;        /* that ends the run; 0: none */
	int64_t killing;   /* when what does not end is killed */
	bool killed;       /* it was */
	bool stop;         /* nothing new is started */
	bool dead;         /* the engine does not answer */
	bool log_failed;
};

static int signal_pipe = -1;

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Signals */

static void
note_signal(int signal)
{
	const int saved = errno;
	const unsigned char byte = (unsigned char)signal;

	(void)!write(signal_pipe, &byte, 1);
	errno = saved;
}

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCHLD};

static bool
make_pipe(int ends[2])
{
	if (pipe(ends))
		return false;
	for (int i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	return true;
}

static bool
catch_signals(struct run *run)
{
	struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART}, old;

	if (!make_pipe(run->signals))
		return false;
	(void)fcntl(run->signals[1], F_SETFL, O_NONBLOCK);
	signal_pipe = run->signals[1];
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++) {
		/* What nohup ignores stays ignored. */
		if (sigaction(caught[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN &&
			caught[i] != SIGCHLD)
			continue;
		sigaction(caught[i], &action, NULL);
	}
	return true;
}

static void
release_signals(void)
{
	const struct sigaction action = {.sa_handler = SIG_DFL};

	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		sigaction(caught[i], &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
}

static void
signal_workers(const struct run *run, bool kill_groups)
{
	for (size_t i = 0; i < run->worker_count; i++) {
		const pid_t pid = run->workers[i]->pid;

		if (pid > 0)
			(void)kill(kill_groups ? -pid : pid, kill_groups ? SIGKILL : SIGTERM);
	}
}

/* Ends what runs: at first so that it can take away what it made; the second time at once. */
static void
interrupt(struct run *run, int signal)
{
	struct text line = {0};

	run->stop = true;
	if (run->killing) {
		run->killing = now();
		return;
	}
	run->signal = signal;
	run->killing = now() + PATIENCE;
	signal_workers(run, false);
	text_format(&line, "interrupted: ending %zu build%s", run->worker_count,
		run->worker_count == 1 ? "" : "s");
	report_line(run->report, line.bytes);
	text_free(&line);
}

/* Workers */

static void
close_file(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

/* The log of an image, empty, never through a link; -1 with errno. */
static int
open_log(const struct run *run, size_t target)
{
	const char *path = run->images[target].log, *slash = strrchr(path, '/');

	if (slash && !state_make_folder(run->arena,
			     arena_copy(run->arena, path, (size_t)(slash - path))))
		return -1;
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
}

/* What the process of an image does; it never comes back. */
_Noreturn static void
work(struct run *run, const struct worker *worker, int output, int news, pid_t parent)
{
	const int nothing = open("/dev/null", O_RDONLY);
	const struct image_task task = {
		.survey = run->survey,
		.target = worker->target,
		.version = run->version,
		.state = run->state,
		.out = run->options->out,
		.news = news,
	};

	setpgid(0, 0);
	release_signals();
	adopted_follow(parent, SIGTERM);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
		dup2(output, STDERR_FILENO) < 0)
		_exit(OUTCOME_MACHINE);
	image_make(&task);
}

static void
refuse(struct run *run, size_t target, enum result result, const char *detail)
{
	report_end(run->report, target, result, detail, 0);
	if (!run->options->keep_going)
		run->stop = true;
}

static const char *
verb_of(const struct run *run, size_t target)
{
	return run->survey->standings[target].state == STANDING_TAG ? "tagging" : "building";
}

/* Forks the process of an image. False, and nothing started, where the machine has no more. */
static bool
fork_worker(struct run *run, struct worker *worker)
{
	int output[2], news[2];
	const pid_t parent = getpid();

	if (!make_pipe(output))
		return false;
	if (!make_pipe(news)) {
		close(output[0]);
		close(output[1]);
		return false;
	}
	(void)fflush(NULL);
	worker->pid = fork();
	if (worker->pid == 0)
		work(run, worker, output[1], news[1], parent);
	/* Whoever is first does it, so that the group is there when it is killed. */
	if (worker->pid > 0)
		setpgid(worker->pid, worker->pid);
	close(output[1]);
	close(news[1]);
	worker->output = output[0];
	worker->news = news[0];
	return worker->pid > 0;
}

/* Starts what is to be done for a target; there may be nothing to do, now that its parents are made. */
static void
start(struct run *run, size_t target)
{
	struct standing *standing = &run->survey->standings[target];
	struct worker *worker = arena_allocate(run->arena, sizeof(*worker));

	if (standing->state == STANDING_WAITING)
		survey_judge(run->survey, target);
	if (standing->state == STANDING_CURRENT) {
		report_end(run->report, target, RESULT_CURRENT, NULL, 0);
		jobs_give(&run->jobs);
		plan_done(&run->plan, target);
		return;
	}
	*worker = (struct worker){
		.target = target,
		.output = -1,
		.news = -1,
		.log = standing->state == STANDING_TAG ? -1 : open_log(run, target),
		.start = now(),
		.layers.arena = run->arena,
		.result = RESULT_PENDING,
	};
	if (standing->state == STANDING_TAG)
		run->images[target].log = NULL;
	report_start(run->report, target, verb_of(run, target));
	if (standing->state != STANDING_TAG && worker->log < 0)
		refuse(run, target, RESULT_REFUSED,
			arena_format(run->arena, "as its log cannot be written: %s: %s",
				run->images[target].log, strerror(errno)));
	else if (!fork_worker(run, worker))
		refuse(run, target, RESULT_FAILED,
			arena_format(run->arena, "as no process could be started: %s",
				strerror(errno)));
	else {
		*(struct worker **)arena_grow(run->arena, (void **)&run->workers,
			run->worker_count, sizeof(worker)) = worker;
		run->worker_count++;
		return;
	}
	close_file(&worker->log);
	close_file(&worker->output);
	close_file(&worker->news);
	jobs_give(&run->jobs);
}

/* News of a worker */

/* The next word of `*rest`, which goes on behind it; "" at the end. */
static const char *
next_word(char **rest)
{
	char *word = *rest, *blank = strchr(word, ' ');

	*rest = blank ? blank + 1 : word + strlen(word);
	if (blank)
		*blank = '\0';
	return word;
}

/* Remembers the image that a worker tells of. */
static const struct inspected *
take_image(struct run *run, struct worker *worker, char *rest)
{
	struct engine_image image = {.id = next_word(&rest), .platform = next_word(&rest)};
	const bool stand_in = *next_word(&rest) == '1';
	const char *key = next_word(&rest);

	image.layers = worker->layers.items;
	image.layer_count = worker->layers.count;
	map_set(&image.labels, run->arena, "basegen.key", strlen("basegen.key"),
		(void *)(uintptr_t)(strcmp(key, "-") == 0 ? "" : key));
	map_set(&image.labels, run->arena, "basegen.parents", strlen("basegen.parents"), rest);
	map_set(&image.labels, run->arena, STAND_IN_LABEL, strlen(STAND_IN_LABEL),
		(void *)(uintptr_t)(stand_in ? "yes" : ""));
	worker->layers = (struct strings){.arena = run->arena};
	return inspections_take(&run->survey->inspections, &image);
}

static void
take_line(struct run *run, struct worker *worker, const char *bytes, size_t length)
{
	char *rest = arena_copy(run->arena, bytes, length);
	const char *what = next_word(&rest);

	if (strcmp(what, "say") == 0) {
		report_say(run->report, worker->target, rest);
	} else if (strcmp(what, "layer") == 0) {
		strings_add(&worker->layers, rest);
	} else if (strcmp(what, "base") == 0) {
		(void)take_image(run, worker, rest);
	} else if (strcmp(what, "image") == 0) {
		survey_settle(run->survey, worker->target, take_image(run, worker, rest));
	} else if (strcmp(what, "dead") == 0) {
		if (!run->dead)
			report_line(run->report,
				arena_format(run->arena, "basegen: %s does not answer any more",
					run->survey->engine.path));
		run->dead = run->stop = true;
	} else if (strcmp(what, "end") == 0) {
		worker->result = (enum result)strtol(next_word(&rest), NULL, 10);
		worker->detail = *rest ? rest : NULL;
	}
}

static void
take_lines(struct run *run, struct worker *worker)
{
	size_t from = 0;

	for (;;) {
		const char *start = worker->line.bytes + from;
		const char *end = worker->line.length > from
					  ? memchr(start, '\n', worker->line.length - from)
					  : NULL;

		if (!end)
			break;
		take_line(run, worker, start, (size_t)(end - start));
		from += (size_t)(end - start) + 1;
	}
	if (from) {
		memmove(worker->line.bytes, worker->line.bytes + from, worker->line.length - from);
		worker->line.length -= from;
	}
}

/* Reads what is there; false at its end. */
static bool
read_news(struct run *run, struct worker *worker)
{
	char bytes[4096];

	for (;;) {
		const ssize_t got = read(worker->news, bytes, sizeof(bytes));

		if (got > 0)
			text_append(&worker->line, bytes, (size_t)got);
		else if (got < 0 && errno == EINTR)
			continue;
		else {
			take_lines(run, worker);
			return got < 0;
		}
	}
}

/* A log that cannot be written is said once; the image is built all the same. */
static void
write_log(struct run *run, const struct worker *worker, const char *bytes, size_t length)
{
	while (length && worker->log >= 0) {
		const ssize_t put = write(worker->log, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			if (!run->log_failed)
				report_line(run->report,
					arena_format(run->arena,
						"%s: %s; the images are built without logs",
						run->images[worker->target].log,
						strerror(errno)));
			run->log_failed = true;
			return;
		}
		bytes += put;
		length -= (size_t)put;
	}
}

static bool
read_output(struct run *run, struct worker *worker)
{
	char bytes[16384];

	for (int i = 0; i < 16; i++) {
		const ssize_t got = read(worker->output, bytes, sizeof(bytes));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0;
		write_log(run, worker, bytes, (size_t)got);
		report_output(run->report, worker->target, bytes, (size_t)got);
	}
	return true;
}

/* The end of a worker */

/* What became of an image whose process has not said it. */
static void
judge_end(const struct run *run, struct worker *worker, int status)
{
	if (worker->result != RESULT_PENDING)
		return;
	worker->result = run->signal || run->killed ? RESULT_INTERRUPTED : RESULT_FAILED;
	worker->detail = WIFSIGNALED(status) ? "as its process was killed" : NULL;
}

static bool
is_made(enum result result)
{
	return result == RESULT_BUILT || result == RESULT_PULLED || result == RESULT_TAGGED ||
	       result == RESULT_CURRENT;
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
	const int64_t time = now() - worker->start;

	while (worker->output >= 0 && read_output(run, worker)) {
		struct pollfd more = {.fd = worker->output, .events = POLLIN};

		if (poll(&more, 1, 0) <= 0 || !(more.revents & POLLIN))
			break;
	}
	if (worker->news >= 0)
		read_news(run, worker);
	judge_end(run, worker, status);
	close_file(&worker->output);
	close_file(&worker->news);
	close_file(&worker->log);
	text_free(&worker->line);
	remove_worker(run, worker);
	jobs_give(&run->jobs);
	if (worker->result == RESULT_BUILT)
		times_note(&run->times, run->survey->targets->items[worker->target].id, time);
	report_end(run->report, worker->target, worker->result, worker->detail, time);
	if (is_made(worker->result))
		plan_done(&run->plan, worker->target);
	else if (!run->options->keep_going)
		run->stop = true;
}

static void
reap(struct run *run)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < run->worker_count; i++)
			if (run->workers[i]->pid == pid) {
				end_worker(run, run->workers[i], status);
				break;
			}
}

static void
take_signals(struct run *run)
{
	unsigned char bytes[64];
	ssize_t got;

	while ((got = read(run->signals[0], bytes, sizeof(bytes))) > 0)
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

/* Milliseconds until something is to be done without being told; -1: never. */
static int
find_timeout(const struct run *run)
{
	int timeout = report_wait(run->report);

	if (run->maker)
		timeout = soonest(timeout, LOOK_AT_PARENT);
	if (run->killing && !run->killed)
		timeout = soonest(timeout, run->killing - now());
	return timeout;
}

/* What time alone brings about: a make that is gone, and builds that do not end. */
static void
look_at_clock(struct run *run)
{
	if (run->maker && getppid() != run->maker && !run->killing) {
		run->maker = 0;
		interrupt(run, SIGTERM);
	}
	if (run->killing && !run->killed && now() >= run->killing) {
		signal_workers(run, true);
		run->killed = true;
	}
	report_tick(run->report);
}

/* Waits for whatever comes first. */
static void
wait_for_news(struct run *run)
{
	const size_t count = run->worker_count;
	struct pollfd *files = memory_resize(NULL, (2 * count + 2) * sizeof(*files));
	struct worker **workers = memory_resize(NULL, (count + 1) * sizeof(struct worker *));
	const bool wants_job = !run->stop && plan_has_ready(&run->plan);

	files[0] = (struct pollfd){.fd = run->signals[0], .events = POLLIN};
	files[1] = (struct pollfd){
		.fd = wants_job ? jobs_file(&run->jobs) : -1, .events = POLLIN};
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

static void
run_all(struct run *run)
{
	for (;;) {
		start_ready(run);
		if (!run->worker_count && (run->stop || !plan_has_ready(&run->plan)))
			return;
		wait_for_news(run);
	}
}

/* The end of the run */

/* Why an image was not tried: the parent that is not there. */
static const char *
why_not(const struct run *run, size_t target)
{
	const struct target *self = &run->survey->targets->items[target];

	if (run->dead)
		return "as the engine does not answer";
	for (size_t i = 0; i < self->parent_count; i++) {
		const size_t parent = self->parents[i].target;
		const enum result result = run->images[parent].result;

		if (result != RESULT_PENDING && !is_made(result))
			return arena_format(run->arena, "as it needs %s",
				run->survey->targets->items[parent].id);
	}
	return NULL;
}

/* Parents come first, so that each image knows what became of its own. */
static void
settle_untried(struct run *run, const bool *todo)
{
	for (size_t i = 0; i < run->survey->targets->count; i++) {
		if (!todo[i] || run->images[i].result != RESULT_PENDING)
			continue;
		run->images[i].detail = why_not(run, i);
		run->images[i].result = RESULT_NOT_TRIED;
	}
}

static enum outcome
outcome_of(const struct run *run)
{
	enum outcome outcome = run->dead ? OUTCOME_MACHINE : OUTCOME_DONE;

	for (size_t i = 0; i < run->survey->targets->count; i++)
		if (run->images[i].result != RESULT_PENDING && !is_made(run->images[i].result) &&
			outcome == OUTCOME_DONE)
			outcome = OUTCOME_STALE;
	return outcome;
}

static void
fill_images(struct run *run)
{
	const struct targets *targets = run->survey->targets;

	run->images = arena_allocate_array(run->arena, targets->count, sizeof(*run->images));
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->items[i];

		run->images[i] = (struct report_image){
			.id = target->id,
			.name = survey_name(run->survey, target),
			.log = arena_format(
				run->arena, "%s/%s.log", run->state->logs, target->id),
			.result = run->survey->wanted[i] ? RESULT_CURRENT : RESULT_PENDING,
		};
	}
}

/* What is not current; its number. */
static size_t
find_todo(struct run *run, bool *todo)
{
	size_t count = 0;

	for (size_t i = 0; i < run->survey->targets->count; i++) {
		todo[i] = run->survey->wanted[i] &&
			  run->survey->standings[i].state != STANDING_CURRENT;
		if (todo[i])
			run->images[i].result = RESULT_PENDING;
		count += todo[i];
	}
	return count;
}

/* Says what would be done, in the order in which it would be. */
static enum outcome
foretell(struct run *run, const bool *todo, size_t count)
{
	struct text text = {0};
	size_t place = 0;

	for (size_t i = 0; i < run->survey->targets->count; i++) {
		const struct image_task task = {run->survey, i, run->version, run->state,
			run->options->out, -1};
		const struct standing *standing = &run->survey->standings[i];

		if (!todo[i])
			continue;
		text_format(&text, "[%zu/%zu] %s ", ++place, count, run->images[i].name);
		if (standing->state == STANDING_TAG)
			text_format(&text, "is there, and would be tagged as %s\n",
				survey_tags_text(run->survey, &run->survey->targets->items[i]));
		else
			text_format(&text, "would be built%s\n",
				standing->state == STANDING_WAITING
					? ", unless it stands on what its parents will be"
					: "");
		if (run->options->verbose)
			image_append_commands(&task, &text);
	}
	if (text.length)
		fwrite(text.bytes, 1, text.length, stdout);
	text_free(&text);
	return fflush(stdout) ? failure_of_file("standard output") : OUTCOME_DONE;
}

/* Whether more may come than tags. */
static bool
builds_something(const struct run *run, const bool *todo)
{
	for (size_t i = 0; i < run->survey->targets->count; i++)
		if (todo[i] && run->survey->standings[i].state != STANDING_TAG)
			return true;
	return false;
}

/* The loop, with everything that is made for it but the scratch folder. */
static enum outcome
run_todo(struct run *run, const struct report_style *style, const bool *todo, size_t count)
{
	const struct targets *targets = run->survey->targets;
	const char *times = state_path(run->state, run->arena, "times");
	struct text why = {0};

	if (!catch_signals(run))
		return failure("a pipe: %s", strerror(errno));
	adopted_accept();
	times_open(&run->times, run->arena, times);
	plan_open(&run->plan, run->arena, targets, todo, &run->times);
	run->report = report_open(run->arena, style, run->images, targets->count, count);
	if (!jobs_open(&run->jobs, getenv("MAKEFLAGS"), run->options->jobs, &why))
		report_line(run->report, why.bytes);
	text_free(&why);
	run_all(run);
	if (run->signal || run->killed)
		adopted_end(NULL, 0);
	jobs_close(&run->jobs);
	times_save(&run->times, times);
	settle_untried(run, todo);
	report_close(run->report);
	report_table(run->report);
	if (report_error(run->report))
		return failure("standard output: %s", strerror(report_error(run->report)));
	return outcome_of(run);
}

/* Does what is to be done, with a folder for it. */
static enum outcome
run_in_scratch(struct run *run, const struct report_style *style, const bool *todo, size_t count)
{
	enum outcome outcome = state_open_scratch(run->state, run->arena);

	if (outcome == OUTCOME_DONE && builds_something(run, todo))
		outcome = engine_prepare(&run->survey->engine, run->arena);
	if (outcome == OUTCOME_DONE)
		outcome = run_todo(run, style, todo, count);
	state_close_scratch(run->state);
	return outcome;
}

enum outcome
run_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct run_options *options)
{
	struct run run = {
		.arena = survey->arena,
		.survey = survey,
		.version = version,
		.state = state,
		.options = options,
		.signals = {-1, -1},
		.maker = getenv("MAKELEVEL") ? getppid() : 0,
	};
	bool *todo = arena_allocate_array(run.arena, survey->targets->count, sizeof(*todo));

	fill_images(&run);
	const size_t count = find_todo(&run, todo);
	const char *known = state_path(state, run.arena, "images");

	if (!count) {
		struct report *report = report_open(
			run.arena, style, run.images, survey->targets->count, 0);

		survey_save(survey, known);
		report_close(report);
		report_table(report);
		return report_error(report) ? failure("standard output: %s",
						      strerror(report_error(report)))
					    : OUTCOME_DONE;
	}
	if (options->dry)
		return foretell(&run, todo, count);
	const enum outcome outcome = run_in_scratch(&run, style, todo, count);

	survey_save(survey, known);
	if (run.signal) {
		release_signals();
		(void)raise(run.signal);
	}
	return outcome;
}
