/*
 * Reporters print the results of `basegen test`, each in a format of its own. For each image that
 * is tested `start` is called, then `result` for each of its checks as soon as it is known, then
 * `end`. For each image that is not built `missing` is called instead. `finish` is called last, also
 * if the run ended early, by a signal or because the engine failed; the checks that are left of the
 * image are CHECK_NOT_RUN then. The texts of a check and its result are no longer than twice
 * SHOWN_AT_ENDS and a few words (build/test/shown_text.h). A member that is NULL is not called.
 */
#ifndef BUILD_TEST_REPORTER_H
#define BUILD_TEST_REPORTER_H

#include "build/test/image_check.h"

struct variant;

/* An image under test. */
struct tested_image {
	const char *target; /* NAME or NAME/TAG */
	const char *name;   /* as the engine knows it: loom/python-base:3.11-slim */
	const struct variant *variant;
	const char *image_id; /* in the engine; NULL: it is not built */
	size_t check_count;
};

struct reporter {
	void (*start)(struct reporter *reporter, const struct tested_image *image);
	void (*result)(struct reporter *reporter, const struct tested_image *image,
		const struct check *check, const struct check_result *result);
	void (*end)(struct reporter *reporter, const struct tested_image *image);
	void (*missing)(struct reporter *reporter, const struct tested_image *image);
	/* `complete`: the run did not end early. */
	void (*finish)(struct reporter *reporter, const struct check_counts *counts, bool complete);
};

#endif
