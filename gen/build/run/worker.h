/*
 * A process that makes one image, seen from the run: it is started, its news and its output are read as they
 * come, and it ends. What it does stands in image.h.
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
	pid_t pid; /* and its process group; 0: it was not started */
	size_t target;
	int output, news, log; /* -1: closed */
	int log_error;         /* the number of the error why the log is not whole; 0: it is */
	int64_t start;         /* in milliseconds of CLOCK_MONOTONIC */
	struct text line;      /* news that are no whole line yet */
	/* For run.c: what it was told. */
	struct string_list layers; /* of the image that the next line tells of */
	enum result result;        /* RESULT_PENDING until it has said that it ends */
	const char *detail;
	bool garbled; /* its news were not what it wrote */
};

/* Opens the log at `path`, empty, in a folder that is made; never through a link. False with errno. */
bool
worker_open_log(struct worker *worker, struct arena *arena, const char *path);

/* Starts the process of a task, whose `news` is set here. False with errno where the machine has no room for it. */
bool
worker_start(struct worker *worker, struct image_task *task);

/* Reads news that are there, and hands each line to `take`. False when no more can come. */
bool
worker_read_news(struct worker *worker, void (*take)(void *data, struct worker *worker, char *line),
	void *data);

/* Reads output that is there into the log, and hands it to `take`. False when no more can come. */
bool
worker_read_output(struct worker *worker,
	void (*take)(void *data, struct worker *worker, const char *bytes, size_t length),
	void *data);

/* Closes its files; the process may be there still. */
void
worker_close(struct worker *worker);

#endif
