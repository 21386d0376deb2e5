/* Failures of the machine: they end the command with 3 (DESIGN: basegen, exit status). */
#ifndef SUPPORT_FAILURE_H
#define SUPPORT_FAILURE_H

/* What a command ends with. */
enum outcome {
	OUTCOME_DONE = 0,    /* done */
	OUTCOME_STALE = 1,   /* not up to date, or outdated */
	OUTCOME_MISTAKE = 2, /* a mistake in the input or in the call */
	OUTCOME_MACHINE = 3, /* I/O, git, the engine */
};

/* Prints "basegen: PATH: what errno says" on standard error and returns OUTCOME_MACHINE. */
enum outcome
failure_of_file(const char *path);

/* Prints "basegen: " and the message on standard error and returns OUTCOME_MACHINE. */
enum outcome
failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
