/* What the files of REPORTS tell of a run of images: VERB.json and VERB.md. */
#ifndef BUILD_REPORT_RECORD_H
#define BUILD_REPORT_RECORD_H

#include <stddef.h>

#include "support/text.h"

struct image_result;
struct report_files;

/* Starts with `events` as TEXT_EMPTY. If `files` is NULL, the functions do nothing. */
struct record {
	struct report_files *files;
	struct text events; /* as JSON Lines */
};

/* An event happens, one line of JSON. */
void
record_event(struct record *record, const struct text *event);

/* An image ends. After a failure the record has the end of its log. */
void
record_end(struct record *record, const struct image_result *image);

/* The run ends with these results. Writes the files, and frees the events. */
void
record_write(struct record *record, const struct image_result *images, size_t count);

#endif
