/* Running the images of a survey side by side: processes, their output, signals, and what it all comes to. */
#ifndef BUILD_RUN_RUN_H
#define BUILD_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct report_style;
struct state;
struct survey;
struct version;

struct run_options {
	size_t jobs;              /* -j; 0: what make says, else one by one */
	bool keep_going;          /* -k: after a failure, what does not need it goes on */
	bool only_pull;           /* nothing is built: what is not there is pulled */
	bool dry;                 /* nothing is done, only said */
	bool verbose;             /* with `dry`: the very commands */
	const char *out;          /* the folder that holds the contexts */
	const char *const *allow; /* the values of --allow, ended by NULL; NULL: none */
};

/*
 * Makes all wanted images of the survey that are not current, if they may have what they want (build/target/permission.h), says what becomes of each, and remembers the
 * times and what was learned of images in the state folder. OUTCOME_DONE if all are there; OUTCOME_STALE if
 * one is not; OUTCOME_MACHINE if the engine or the machine failed. A signal (INT, TERM, HUP, QUIT) ends the
 * program by itself, when all that ran is ended and the table is printed.
 */
enum outcome
run_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct run_options *options);

#endif
