/* Runs the tests of images.yaml on the images of the keys. */
#ifndef BUILD_RUN_TEST_IMAGES_H
#define BUILD_RUN_TEST_IMAGES_H

#include <stdbool.h>

#include "support/failure.h"

struct state;
struct survey;

struct test_options {
	bool json;  /* results as JSON Lines; false: as text */
	bool force; /* tests that passed before are run again */
};

/*
 * Runs the tests of the targets marked in `selected`, prints a line for each, and the counts. A
 * test that has passed is remembered by the ID of the image and the hash of the tests, and not run
 * again. OUTCOME_STALE if a test fails or an image is not built. OUTCOME_MACHINE after a message if
 * the engine cannot run a test.
 */
enum outcome
test_images(struct survey *survey, const bool *selected, const struct state *state,
	const struct test_options *options);

#endif
