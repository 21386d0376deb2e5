/*
 * How many images may be built at once: a client of make's jobserver (GNU make manual, "POSIX
 * Jobserver Interaction"), or a number of its own.
 */
#ifndef BUILD_RUN_JOBS_H
#define BUILD_RUN_JOBS_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* The options of make that mean something to basegen. */
struct jobs_options {
	bool keep_going, dry_run, question; /* -k; -n; -q or -t: nothing may be built */
	bool verbose_make;                  /* -d; all other letters are ignored */
};

enum { JOBS_MOST = 1024 }; /* tokens at once, at most */

/* Whoever opens it calls jobs_close before it goes out of scope. */
struct jobs {
	int input,
		output; /* the jobserver: tokens are read from `input` and written back to `output`; -1: there is none */
	size_t most;    /* jobs at once, if there is no jobserver */
	size_t running; /* jobs that run; the first of them needs no token */
	char tokens
		[JOBS_MOST]; /* the bytes that were read, of which the first running - 1 are in use */
};

/*
 * Reads the options from the value of MAKEFLAGS (NULL: none). The first word holds letters, unless
 * it starts with -.
 */
struct jobs_options
jobs_read_options(const char *makeflags);

/*
 * Joins the jobserver that `makeflags` names: --jobserver-auth=R,W (a pipe; --jobserver-fds= before
 * make 4.2), whose ends must be open and pipes, or fifo:PATH (make 4.4). If `wanted` (-j on the
 * command line) is not 0, or there is no jobserver, it uses a number of its own: `wanted`, else the
 * N of -jN in `makeflags`, no limit for -j alone, else 1. False, with the reason for a warning in
 * `why`, if the jobserver cannot be used; jobs run one by one then.
 */
bool
jobs_open(struct jobs *jobs, const char *makeflags, size_t wanted, struct text *why);

/* Whether one more job may start now. If true, it counts as running. Never waits. */
bool
jobs_take(struct jobs *jobs);

/* A job has ended. Its token goes back at once. */
void
jobs_give(struct jobs *jobs);

/*
 * The file to poll for reading until there may be a token; -1 if there is none to wait for. Do not
 * wait for it when no job is ready.
 */
int
jobs_file(const struct jobs *jobs);

/*
 * Gives all tokens back and closes the jobserver. It runs by itself at exit, and may be called from
 * a signal handler, and twice. Jobs that start afterwards run one by one. In a forked process it
 * gives nothing back, because the tokens belong to the parent.
 */
void
jobs_close(struct jobs *jobs);

#endif
