/*
 * What a run reports while it goes on and at its end. On a terminal: a picture of what runs, below
 * the lines of what has ended. Elsewhere: a line when an image starts and when it ends, and one a
 * minute. With --format json: the same as JSON Lines. The output of a build is text from outside;
 * it reaches the terminal only through text_append_visible.
 */
#ifndef BUILD_REPORT_REPORT_H
#define BUILD_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "build/report/results.h"
#include "engine/engine.h"
#include "support/diagnostic.h"

struct arena;
struct report_files;

/* How a run is shown. */
struct report_style {
	bool json;             /* events as JSON Lines on standard output */
	bool github;           /* annotations of failures behind the table */
	bool picture;          /* a picture on standard output, which is a terminal */
	bool color;            /* on standard output */
	bool verbose;          /* V=1: the output of builds as it comes, each line with its image */
	enum engine_kind kind; /* the engine whose progress lines are read */
	const char *file;      /* images.yaml, for annotations */
	struct report_files *files; /* get the events and the table; NULL: nobody wants them */
};

/*
 * The style that the environment asks for. There is a picture if standard output is a terminal,
 * TERM is set and not "dumb", and V=1 does not ask for the output itself. NO_COLOR switches colours
 * off. `file` and `files` are borrowed.
 */
struct report_style
report_find_style(enum diagnostic_format format, enum engine_kind kind, const char *file,
	struct report_files *files);

struct report;

/*
 * Opens a report of `images`, which is borrowed, in the order of the table. `total` of them will be
 * worked on. There is one report at a time, and report_close ends it. From here on SIGPIPE is
 * ignored, and ^Z leaves the terminal tidy.
 *
 * Names, paths and texts are escaped; an ID needs no escaping. With JSON each line is an object,
 * and `event` tells its kind:
 *
 *     start    image name place total what, and log if there is one
 *     output   image line: of the build's output, only with V=1
 *     say      image line
 *     running  image seconds, and step if it is known: once a minute
 *     end      image name result seconds, detail and log if there are any; after a failure whose output
 *              was not shown, tail: the last lines of the log, and cut: whether there are more
 *     line     line: about the whole run
 *     table    images: all that are not pending, as `end` without tail and cut;
 *              counts: how often each result occurs
 *
 * The file VERB.json of REPORTS gets the same, but for `output`, and a failure has its tail always.
 *
 * `image` is the ID, `result` a name from result_name. `seconds` has a fraction.
 */
struct report *
report_open(struct arena *arena, const struct report_style *style, struct image_result *images,
	size_t count, size_t total) __attribute__((returns_nonnull));

/*
 * The image starts; `what` is done with it, for example "building". An image without a log takes no
 * time, and gets no line.
 */
void
report_start(struct report *report, size_t image, const char *what);

/* A line about an image that is worked on: "is being built by another run". */
void
report_say(struct report *report, size_t image, const char *line);

/* Output of the build of an image. It may end within a line. The report does not write the log. */
void
report_output(struct report *report, size_t image, const char *bytes, size_t length);

/*
 * The image ends. `detail` stands behind the result: "as 1, latest" of a tagged image, "as it needs
 * left" of one that was not tried. It must live as long as the report; "" means NULL. If the image
 * was never started, and is current, interrupted or not tried, only the table has it.
 *
 * After a failure, and with V=1 if no output was shown as it came, the last lines of the log follow
 * on standard error. They are read from the file, which must not be a link.
 */
void
report_end(
	struct report *report, size_t image, enum result result, const char *detail, int64_t time);

/* A line about the whole run: "interrupted: ending 2 builds". */
void
report_line(struct report *report, const char *line);

/* Milliseconds until report_tick must be called, to redraw or to report progress; -1: never. */
int
report_wait(const struct report *report);

/* Redraws the picture, or reports images that have run for another minute, if it is time. */
void
report_tick(struct report *report);

/* The size of the terminal has changed (SIGWINCH). */
void
report_resize(struct report *report);

/*
 * Prints the table of results (results_append_table) and annotations, or the event `table`, and
 * writes the files.
 */
void
report_table(struct report *report);

/* Removes the picture and shows the cursor. May be called twice. Only report_table may follow. */
void
report_close(struct report *report);

#endif
