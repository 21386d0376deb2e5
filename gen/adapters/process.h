/*
 * Running other programs. The life of one:
 *
 *  1. process_start starts it in a process group of its own, with /dev/null or a given text as its
 *     input and its outputs in pipes. It returns at once.
 *  2. process_finish reads both outputs to their end, waits, and fills the result. After `limit`
 *     milliseconds, or when `stop` says so, the group is killed.
 *
 * If INT, TERM, HUP or QUIT ends this program meanwhile, the group is killed too; a signal that somebody else
 * catches or ignores is left to them.
 *
 * process_run does both. No program runs through a shell, and every file descriptor that this
 * program has open is closed in it (all are O_CLOEXEC). A program gets the default action for SIGPIPE.
 */
#ifndef ADAPTERS_PROCESS_H
#define ADAPTERS_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "support/failure.h"
#include "support/text.h"

/* What is run; borrowed until process_finish. */
struct process_call {
	const char *const *words;       /* ended by NULL; the first is found in PATH */
	const char *const *environment; /* NAME=VALUE, set over this program's own; may be NULL */
	const struct text *input;       /* NULL: nothing */
	int limit;                      /* milliseconds; 0: none */
	bool merged;                    /* both outputs go to the first, as they come */
	int copy;    /* a file that gets both outputs too, as they come; 0: none */
	size_t most; /* so many bytes of the first output's start and end are kept; 0: all */
	const volatile sig_atomic_t *stop; /* set by a handler of signals: it is ended; or NULL */
	bool gentle; /* process_run_into ends what it has started first, and it only if it stays */
};

enum process_end {
	PROCESS_EXITED,      /* `status` is its exit status */
	PROCESS_KILLED,      /* `status` is the signal */
	PROCESS_TIMED_OUT,   /* it was killed after its limit */
	PROCESS_STOPPED,     /* it was killed since `stop` was set */
	PROCESS_NOT_FOUND,   /* there is no such program */
	PROCESS_NOT_STARTED, /* `status` is the error's number */
};

/* How it ended and what it printed. Starts as PROCESS_RESULT_EMPTY; process_result_free gives the memory back. */
struct process_result {
	enum process_end end;
	int status;
	struct text output, error;
};

#define PROCESS_RESULT_EMPTY                                                                       \
	{                                                                                          \
		.output = TEXT_EMPTY, .error = TEXT_EMPTY                                          \
	}

struct process {
	pid_t pid;         /* 0: it was not started; process_finish says why */
	int output, error; /* -1: closed */
	int failed;        /* the number of the error, where it was not started */
	int64_t deadline;  /* milliseconds of CLOCK_MONOTONIC; 0: none */
	const volatile sig_atomic_t *stop;
	int copy;
	size_t most, left_out;
};

void
process_start(struct process *process, const struct process_call *call);

/* Whether it ended with 0. */
bool
process_finish(struct process *process, struct process_result *result);

bool
process_run(const struct process_call *call, struct process_result *result);

/*
 * Runs `count` programs, at most `at_once` at the same time, and sets a result for each. A call without words is left
 * out. When one does not end by itself, or could not be started, no other is started: its result
 * stays PROCESS_NOT_STARTED with status 0.
 */
void
process_run_each(const struct process_call *calls, struct process_result *results, size_t count,
	size_t at_once);

/* Appends in a few words how it ended, unless that was with 0: "ended with status 1". */
void
process_append_end(struct text *text, const struct process_result *result);

/* Whether it was not started since this machine has no more files, processes or memory for it. */
bool
process_is_short(const struct process_result *result);

void
process_result_free(struct process_result *result);

/*
 * Runs the program with this program's group, its outputs going to `file`, and waits for it without a limit;
 * for a child of a run that was forked for one image and is killed with its group. It has no input. When
 * `stop`, which must be there, is set by a handler of TERM, it gets TERM, with all that it has started; a `gentle` one loses only what it has
 * started, so that it fails by itself and takes away what it made, and gets TERM after PROCESS_PATIENCE
 * milliseconds. What is still there PROCESS_LAST milliseconds after its TERM is killed. The status
 * of waitpid(2), or -1 with errno where it could not be started.
 */
enum { PROCESS_PATIENCE = 20000, PROCESS_LAST = 10000 };

int
process_run_into(const struct process_call *call, int file);

/*
 * Runs the program `words[0]`, found in PATH, with `words` (ended by NULL) as its arguments, `input` as
 * its standard input, and appends what it prints to `output`. OUTCOME_MACHINE after a message if it
 * cannot be run or does not end with 0; `purpose` says there what it is needed for.
 */
enum outcome
process_filter(const char *const *words, const char *purpose, const struct text *input,
	struct text *output);

#endif
