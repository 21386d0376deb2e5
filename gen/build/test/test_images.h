/* Tests the images of the keys: makes all their checks, and hands the results to reporters. */
#ifndef BUILD_TEST_TEST_IMAGES_H
#define BUILD_TEST_TEST_IMAGES_H

#include <stdbool.h>

#include "support/failure.h"

struct project;
struct reporter;
struct state;
struct survey;

struct test_options {
	struct reporter *const *reporters; /* all get all results; NULL ends them */
	const char *const
		*only; /* keys of images whose checks alone are made; NULL ends them, none: all */
	bool force;    /* checks that passed before are made again */
};

/*
 * Tests the images of the targets marked in `selected`, for what the rendered project declares. An
 * image whose checks have all passed is remembered by its ID and the hash of its checks, and not
 * tested again. OUTCOME_STALE if a check fails or an image is not built. OUTCOME_MACHINE after a
 * message if the engine cannot run a check.
 */
enum outcome
test_images(struct survey *survey, struct project *project, const bool *selected,
	struct state *state, const struct test_options *options);

#endif
