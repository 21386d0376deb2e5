/* The tests that images.yaml has for its images, run on what the keys name. */
#ifndef BUILD_RUN_TEST_IMAGES_H
#define BUILD_RUN_TEST_IMAGES_H

#include <stdbool.h>

#include "support/failure.h"

struct state;
struct survey;

struct test_options {
	bool json;  /* results as JSON Lines, else as text */
	bool force; /* what has passed before is run again */
};

/*
 * Runs the tests of the targets that are marked in `selected`, prints a line for each and counts them. A test that
 * has passed is remembered by the ID of the image and the hash of the tests, and not run again.
 * OUTCOME_STALE if a test fails or an image is not built; OUTCOME_MACHINE if the engine cannot run one.
 */
enum outcome
test_images(struct survey *survey, const bool *selected, const struct state *state,
	const struct test_options *options);

#endif
