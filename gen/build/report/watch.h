/*
 * What the report knows of an image while it is worked on: its step, its last line of output, its
 * times.
 */
#ifndef BUILD_REPORT_WATCH_H
#define BUILD_REPORT_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "build/report/lines.h"
#include "engine/engine.h"
#include "support/text.h"

/* `lines` starts as LINES_EMPTY, `step` and `line` as TEXT_EMPTY, all else as zero. */
struct watch {
	struct line_splitter lines; /* cuts the output into lines */
	struct text step, line;     /* without control characters; empty: none is known */
	int64_t started;            /* milliseconds of CLOCK_MONOTONIC */
	int64_t said;               /* when it was last reported that the image is worked on */
	const char *what;           /* what is done with the image: "building" */
	bool seen;                  /* some of its output was printed as it came */
};

/*
 * Keeps the step or the text that a line of the build's output shows. `kind` is the engine that
 * printed it.
 */
void
watch_follow(struct watch *watch, enum engine_kind kind, const char *line, size_t length);

/* Frees the texts. They are empty afterwards. */
void
watch_free(struct watch *watch);

#endif
