/*
 * How many images may run at once: a client of make's jobserver (GNU make manual, "POSIX Jobserver
 * Interaction"), or a number of one's own.
 */
#ifndef BUILD_RUN_JOBS_H
#define BUILD_RUN_JOBS_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* What make's options ask for, as far as they mean something here. */
struct jobs_options {
	bool keep_going, dry_run, question; /* -k; -n; -q or -t, with which nothing may be built */
	bool verbose_make;                  /* -d; other letters are ignored */
};

enum { JOBS_MOST = 1024 }; /* tokens that are held at once */

/* Whoever has one calls jobs_close before it goes away. */
struct jobs {
	int input, output;      /* the jobserver: read a token, write it back; -1: none */
	size_t most;            /* at once, where there is no jobserver */
	size_t running;         /* of them the first needs no token */
	char tokens[JOBS_MOST]; /* the very bytes that were read; running - 1 of them are held */
};

/*
 * Reads the options from the value of MAKEFLAGS (NULL: none): its first word holds letters, unless it
 * starts with -.
 */
struct jobs_options
jobs_read_options(const char *makeflags);

/*
 * Joins the jobserver that `makeflags` names: --jobserver-auth=R,W (a pipe; or --jobserver-fds= of
 * make before 4.2) whose ends must be open and pipes, or fifo:PATH (make 4.4). With `wanted` (-j on the
 * command line), or if there is none, so many run at once by a number of one's own: `wanted`, else the
 * number that -jN of `makeflags` names, else all with a bare -j, else 1. True if all is well; else `why` says
 * what is not, for a warning, and jobs run one by one.
 */
bool
jobs_open(struct jobs *jobs, const char *makeflags, size_t wanted, struct text *why);

/* Whether one more may start now; true counts it as running. Never waits. */
bool
jobs_take(struct jobs *jobs);

/* One has ended: its token goes back at once. */
void
jobs_give(struct jobs *jobs);

/*
 * The file to poll for reading until a token may be there, -1 if nothing comes that way. Nobody may wait
 * on it when no more jobs are ready.
 */
int
jobs_file(const struct jobs *jobs);

/*
 * Gives all tokens back and closes what was opened; for every way out, signal handlers included. It is
 * called by itself at exit. Safe to call twice; what is taken afterwards are jobs one by one. In a process
 * that was forked off it gives nothing back, as the tokens are its parent's.
 */
void
jobs_close(struct jobs *jobs);

#endif
