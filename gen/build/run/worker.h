/*
 * A process that makes one image (build/image/image.h), as the run sees it: it is started, its news
 * and its output are read, and it ends.
 */
#ifndef BUILD_RUN_WORKER_H
#define BUILD_RUN_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "build/image/image.h"
#include "build/report/results.h"
#include "build/target/target.h"
#include "support/string_list.h"
#include "support/text.h"

struct arena;

struct worker {
	pid_t pid; /* the process and its process group; 0: it was not started */
	size_t target;
	int output, news, log; /* -1: closed */
	int log_error;         /* the error number, if the log is not complete; else 0 */
	int64_t start;         /* milliseconds of CLOCK_MONOTONIC */
	struct text line;      /* the start of a line of news */
	/* Set by scheduler.c from the news. */
	struct string_list layers; /* the layers of the image in the next line */
	enum result result;        /* RESULT_PENDING until the process has reported its end */
	const char *detail;
	bool garbled; /* its news had another form than the process writes */
};

/*
 * Starts the process of a task, and sets `task->news`. False with errno if the machine cannot start
 * one.
 */
bool
worker_start(struct worker *worker, struct image_task *task);

/* Reads the news that have arrived, and calls `take` with each line. False if no more can come. */
bool
worker_read_news(struct worker *worker, void (*take)(void *data, struct worker *worker, char *line),
	void *data);

/*
 * Reads the output that has arrived, writes it to the log and calls `take` with it. False if no
 * more can come.
 */
bool
worker_read_output(struct worker *worker,
	void (*take)(void *data, struct worker *worker, const char *bytes, size_t length),
	void *data);

/* Closes the files. The process may still run. */
void
worker_close(struct worker *worker);

#endif
