/* Builds images twice and compares the two. */
#ifndef BUILD_REPRODUCE_REPRODUCE_IMAGES_H
#define BUILD_REPRODUCE_REPRODUCE_IMAGES_H

#include <stdbool.h>

#include "support/failure.h"

struct report_files;
struct state;
struct survey;
struct version;

struct reproduce_options {
	const char *out;            /* the folder of the contexts */
	bool json;                  /* findings as JSON Lines; false: as text */
	struct report_files *files; /* get the findings too, if they have a folder */
};

/*
 * Builds the wanted targets of the survey twice, parents first, without the engine's cache and each
 * on its own rebuilt parents; compares the two, and prints what is found. The images have names of
 * their own, which are removed at the end, also after a signal, which ends the program then.
 * OUTCOME_STALE if a build fails, or two differ in more than the engine cannot help.
 * OUTCOME_MACHINE after a message.
 */
enum outcome
reproduce_images(struct survey *survey, const struct version *version, struct state *state,
	const struct reproduce_options *options);

#endif
