/* Makes the images of a survey side by side. */
#ifndef BUILD_RUN_RUN_H
#define BUILD_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

struct run_options {
	size_t jobs; /* -j; 0: as make says, else one by one */
	bool keep_going; /* -k: after a failure, images that do not need the failed one are still made */
	bool only_pull;           /* images are pulled and never built */
	bool dry;                 /* a dry run: nothing is done */
	bool verbose;             /* with `dry`: the commands, too */
	const char *out;          /* the folder of the contexts */
	const char *const *allow; /* the values of --allow, which NULL ends; NULL: none */
};

/*
 * Makes all wanted images of the survey that are not current, if they are allowed what they need
 * (build/target/permission.h). Reports what became of each, and remembers times and images in the
 * state folder. OUTCOME_DONE if all images are there then, OUTCOME_STALE if not. OUTCOME_MACHINE
 * after a message if the engine or the machine failed. A signal (INT, TERM, HUP, QUIT) ends this
 * program when all builds have ended and the table is printed.
 */
enum outcome
run_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct run_options *options);

#endif
