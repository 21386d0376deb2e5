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
	RESULT_BAKED, /* by a worker, with others */
	RESULT_PULLED,
	RESULT_TAGGED,
	RESULT_RELEASED,
	RESULT_SENT,
	RESULT_ELSEWHERE, /* the registry has it, built elsewhere: it is left as it is */
	RESULT_CURRENT,
	RESULT_FAILED,      /* the build, or the engine */
	RESULT_REFUSED,     /* before the build: a context that was edited, a missing base … */
	RESULT_INTERRUPTED, /* it was running when the run was ended */
	RESULT_NOT_TRIED,
};

/* One image of a run. */
struct image_result {
	const char *id;   /* python-base, python-base/3.12 */
	const char *name; /* with its repository: loom/python-base:3.11-slim */
	const char *log;  /* the path of its log, as people see it; NULL: none */
	/* Set by report_end, or by whoever knows before the table is printed. */
	enum result result;
	const char *detail; /* of the result, for people: "as 1, latest"; NULL: none */
	int64_t time;       /* milliseconds it took */
	size_t place;       /* in the order of starting, from 1; 0: not started */
};

/* The name of a result, as the counts have it: built, not tried. */
const char *
result_name(enum result result);

/* Whether the image is there now. */
bool
result_is_made(enum result result);

/* Whether something went wrong with the image itself. */
bool
result_is_failure(enum result result);

/* How many of the images have a result. */
size_t
results_count(const struct image_result *images, size_t count, enum result result);

/* "built in 12 s", "failed after 3 s, log build/log/x.log"; `how` is the name of the result. */
void
result_append(struct text *text, const struct image_result *image, const char *how);

/*
 * A line for each image whose result is neither pending nor current, and the counts on a line: "3 built,
 * 2 current, 1 failed, 1 not tried". Names, paths and texts are shown escaped.
 */
void
results_append_table(struct text *text, const struct image_result *images, size_t count);

#endif
