/*
 * Running other programs. The life of one:
 *
 *  1. process_start starts it in a process group of its own and returns at once. Its input is
 *     /dev/null or a given text; its outputs are pipes.
 *  2. process_finish reads both outputs to their end, waits, and fills the result. After `limit`
 *     milliseconds, or when `stop` is set, it kills the group.
 *
 * process_run does both. The group is killed, too, if INT, TERM, HUP or QUIT ends this program;
 * signals that are caught or ignored elsewhere are left alone.
 *
 * No program runs through a shell. No file that this program has open is open in it, since all are
 * O_CLOEXEC. SIGPIPE has its default action there.
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

/*
 * How large outputs may become, and how many bytes are kept of the start and of the end of the
 * second one. A line between the two ends says how much is left out.
 */
enum { PROCESS_LARGEST = 64 << 20, PROCESS_ERROR_MOST = 512 << 10 };

/* What is run. Borrowed until process_finish. */
struct process_call {
	const char *const *words;       /* ended by NULL; the first is found in PATH */
	const char *const *environment; /* NAME=VALUE, set over this program's own; may be NULL */
	const struct text *input;       /* NULL: nothing */
	int limit;                      /* milliseconds; 0: none */
	const char *folder;             /* in which it runs, for process_start; NULL: this one */
	bool merged; /* both outputs go to the first, in the order in which they come */
	int copy;    /* a file that gets a copy of the first output as it comes; 0: none */
	/*
	 * How many bytes are kept of the start and of the end of the first output. 0: all; a
	 * program whose outputs have more than PROCESS_LARGEST bytes is killed then.
	 */
	size_t most;
	const volatile sig_atomic_t
		*stop; /* a handler of signals sets it to end the program; or NULL */
	bool gentle; /* for process_run_into: first end what the program started, then the program */
};

enum process_end {
	PROCESS_EXITED,      /* `status` is its exit status */
	PROCESS_KILLED,      /* `status` is the signal */
	PROCESS_TIMED_OUT,   /* it was killed after its limit */
	PROCESS_STOPPED,     /* it was killed because `stop` was set */
	PROCESS_OVERFLOWED,  /* it was killed because it printed more than PROCESS_LARGEST */
	PROCESS_NOT_FOUND,   /* there is no such program */
	PROCESS_NOT_STARTED, /* `status` is the error's number */
};

/*
 * How a program ended and what it printed. Starts as PROCESS_RESULT_EMPTY; process_result_free ends
 * it.
 */
struct process_result {
	enum process_end end;
	int status;
	struct text output, error;
	size_t printed; /* how many bytes the first output had, with those that were not kept */
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
	size_t most, left_out, error_left_out;
	bool overflows; /* the outputs are too large */
};

/* Starts the program. Where that fails, process_finish says why. */
void
process_start(struct process *process, const struct process_call *call);

/* Waits for the end of the program and fills the result. True if the program ended with 0. */
bool
process_finish(struct process *process, struct process_result *result);

/* process_start and process_finish in one. */
bool
process_run(const struct process_call *call, struct process_result *result);

/*
 * Runs `count` programs, at most `at_once` at the same time, and sets a result for each. A call
 * without words is skipped. After a program that did not end by itself, or could not be started, no
 * other one is started; the result of those is PROCESS_NOT_STARTED with status 0.
 */
void
process_run_each(const struct process_call *calls, struct process_result *results, size_t count,
	size_t at_once);

/* Appends how the program ended, as "ended with status 1". Appends nothing if that was with 0. */
void
process_append_end(struct text *text, const struct process_result *result);

/*
 * Whether the program was not started because the machine has no file, process or memory left for
 * it.
 */
bool
process_is_short(const struct process_result *result);

void
process_result_free(struct process_result *result);

/*
 * Runs the program in this program's own group and waits for it without a limit. It has no input;
 * both outputs go to `file`. This is for a process that was forked for one image and is killed with
 * its group.
 *
 * The call needs `stop`, which a handler of TERM sets. Then the program and all that it started get
 * TERM. A `gentle` program is left alone at first: only what it started gets TERM, so that it fails
 * by itself and removes what it made. It gets TERM after PROCESS_PATIENCE milliseconds. What is
 * left PROCESS_LAST milliseconds after its TERM is killed.
 *
 * Returns the status of waitpid(2), or -1 with errno where the program could not be started.
 */
enum { PROCESS_PATIENCE = 20000, PROCESS_LAST = 10000 };

int
process_run_into(const struct process_call *call, int file);

/*
 * Runs the program `words[0]`, found in PATH, with the arguments `words` (ended by NULL) and the
 * standard input `input`, and appends what it prints to `output`. OUTCOME_MACHINE, after a message,
 * if it cannot be run or does not end with 0. `purpose` says in the message what the program is
 * needed for.
 */
enum outcome
process_filter(const char *const *words, const char *purpose, const struct text *input,
	struct text *output);

#endif
