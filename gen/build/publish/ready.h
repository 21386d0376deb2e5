/* What push and release have in common: images that must be there, one after the other, and a report of them. */
#ifndef BUILD_PUBLISH_READY_H
#define BUILD_PUBLISH_READY_H

#include <stddef.h>

#include "build/report/report.h"
#include "support/failure.h"

struct survey;

/*
 * OUTCOME_STALE, after a message for each, if a wanted image is not built or stands on a stand-in, and so cannot be
 * `done`: "pushed".
 */
enum outcome
ready_check(const struct survey *survey, const char *done);

/* The style for work that is done here and not by processes of its own: lines instead of the picture. */
struct report_style
ready_style(const struct report_style *style);

/* A result for each target, all of them pending; the number of those that are wanted in `*total`. */
struct image_result *
ready_list(const struct survey *survey, size_t *total);

/* Ends the report, with what was not come to; `outcome`, or OUTCOME_MACHINE after a message if standard output failed. */
enum outcome
ready_close(struct report *report, const struct survey *survey, struct image_result *images,
	enum outcome outcome);

#endif
