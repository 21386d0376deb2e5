/*
 * The scheduler of a run: it starts a process for each image whose parents are made, as long as
 * there is a token, and waits in one poll(2) for output, news, signals and tokens. Each event has
 * one function.
 */
#ifndef BUILD_RUN_SCHEDULER_H
#define BUILD_RUN_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "build/run/jobs.h"
#include "build/run/plan.h"
#include "build/run/times.h"

struct arena;
struct image_result;
struct report;
struct run_options;
struct state;
struct survey;
struct version;
struct worker;

/* One run of images. The caller sets the first members; the scheduler sets those behind `maker`. */
struct run {
	struct arena *arena;
	struct survey *survey;
	const struct version *version;
	struct state *state;
	const struct run_options *options;
	struct image_result *images; /* one for each target */
	struct report *report;
	struct plan plan;
	struct jobs jobs;
	struct times times;
	int signals;             /* the file from signals_catch */
	pid_t maker;             /* the process of make that started this program; 0: none did */
	struct worker **workers; /* those that run now */
	size_t worker_count;
	int signal;      /* the signal that ends the run; 0: none */
	int64_t killing; /* the time at which builds that still run are killed; 0: no signal came */
	bool killed;     /* they were killed */
	bool stop;       /* nothing new is started */
	bool dead;       /* the engine does not answer */
	bool log_failed; /* the message that a log cannot be written was printed */
	const char *failed; /* the first image that failed; NULL: none */
};

/*
 * Runs the plan to its end: until all is done, or a failure, a signal or a dead engine stops it and
 * the last process has ended. Results are in `images`. After a signal `signal` is set, and the
 * caller ends the program by it.
 */
void
scheduler_run(struct run *run);

#endif
