/* What became of the images of a run, and how people read it. */
#ifndef BUILD_REPORT_RESULTS_H
#define BUILD_REPORT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* What became of an image, in the order in which the results are counted. */
enum result {
	RESULT_PENDING, /* nothing yet */
	RESULT_BUILT,
	RESULT_BAKED, /* by a BuildKit worker */
	RESULT_PULLED,
	RESULT_TAGGED,
	RESULT_RELEASED,
	RESULT_SENT,
	RESULT_ELSEWHERE, /* the registry has an image that was built elsewhere; it stays */
	RESULT_CURRENT,
	RESULT_FAILED,  /* the build or the engine failed */
	RESULT_REFUSED, /* it was refused before the build: an edited context, a missing base … */
	RESULT_INTERRUPTED, /* it was being made when the run was interrupted */
	RESULT_NOT_TRIED,
};

/* One image of a run. */
struct image_result {
	const char *id;   /* python-base, python-base/3.12 */
	const char *name; /* with repository and tag: loom/python-base:3.11-slim */
	const char *log;  /* the path of its log, for people; NULL: none */
	size_t line;      /* of images.yaml, where it is declared */
	/* Set by report_end, or before the table is printed. */
	enum result result;
	const char *detail; /* about the result, for people: "as 1, latest"; NULL: none */
	int64_t time;       /* milliseconds that it took */
	size_t place;       /* its place in the order of starting, from 1; 0: not started */
};

/* The name of a result, as in the counts: built, not tried. */
const char *
result_name(enum result result);

/* Whether the image is there now. */
bool
result_is_made(enum result result);

/*
 * Whether tables have a row for the image: something has happened to it. Images that are current
 * would hide the others.
 */
bool
result_is_told(enum result result);

/* Whether the image itself failed or was refused. */
bool
result_is_failure(enum result result);

/* How many of the images have this result. */
size_t
results_count(const struct image_result *images, size_t count, enum result result);

/* "built in 12 s", "failed after 3 s, log build/log/x.log"; `how` is the name of the result. */
void
result_append(struct text *text, const struct image_result *image, const char *how);

/* Appends "3 built, 2 current, 1 failed, 1 not tried". False if no image has a result. */
bool
results_append_counts(struct text *text, const struct image_result *images, size_t count);

/*
 * Appends a line for each image that is told of, and a line with the
 * counts: "3 built, 2 current, 1 failed, 1 not tried". Names, paths and texts are escaped.
 */
void
results_append_table(struct text *text, const struct image_result *images, size_t count);

/*
 * Appends an annotation (support/annotation.h) for each image that failed or was refused, at its
 * line of `file`, with as much of the end of its log as GitHub shows.
 */
void
results_append_annotations(
	struct text *text, const struct image_result *images, size_t count, const char *file);

#endif
