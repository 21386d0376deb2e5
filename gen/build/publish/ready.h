/*
 * What push, bake and release have in common: a check that all images are built, and a report of
 * what is done with them one by one.
 */
#ifndef BUILD_PUBLISH_READY_H
#define BUILD_PUBLISH_READY_H

#include <stddef.h>

#include "build/report/report.h"
#include "support/failure.h"

struct survey;

/*
 * Checks that all wanted images are built, and that none is on a stand-in. OUTCOME_STALE after a
 * message for each that cannot be `done`, which is "pushed" or "released".
 */
enum outcome
ready_check(const struct survey *survey, const char *done);

/* The style for work that this process does itself: lines instead of the picture. */
struct report_style
ready_style(const struct report_style *style);

/* A result for each target, all of them RESULT_PENDING. `*total` is how many targets are wanted. */
struct image_result *
ready_list(const struct survey *survey, size_t *total);

/*
 * Ends the report; images that were not reached are reported as not tried. Returns `outcome`, or
 * OUTCOME_MACHINE after a message if standard output failed.
 */
enum outcome
ready_close(struct report *report, const struct survey *survey, struct image_result *images,
	enum outcome outcome);

#endif
