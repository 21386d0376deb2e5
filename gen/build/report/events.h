/* The events of --format json. report.h lists them. Each function appends one line of JSON. */
#ifndef BUILD_REPORT_EVENTS_H
#define BUILD_REPORT_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "build/report/results.h"

struct text;

/* `what` is done with the image now, the next of `total`. */
void
events_start(struct text *text, const struct image_result *image, size_t total, const char *what);

/* The event `event` with a line of text. `image` is NULL if it is about the whole run. */
void
events_line(struct text *text, const char *event, const struct image_result *image,
	const char *line, size_t length);

/* `step` is NULL if none is known. */
void
events_running(struct text *text, const struct image_result *image, int64_t time, const char *step);

/* `with_log`: with the last lines of the log, if it can be read. */
void
events_end(struct text *text, const struct image_result *image, bool with_log);

/* The results of `count` images, and how often each result occurs. */
void
events_table(struct text *text, const struct image_result *images, size_t count);

#endif
