/*
 * What a run of images says while it goes on and at its end: on a terminal a picture of what runs
 * with the finished above it; elsewhere a line as an image starts and ends, and one a minute;
 * with --format json the same as JSON Lines. What a build prints is somebody else's text: it never reaches
 * the terminal but through text_append_visible.
 */
#ifndef BUILD_REPORT_REPORT_H
#define BUILD_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "build/report/results.h"
#include "engine/engine.h"

struct arena;

/* How a run is shown. */
struct report_style {
	bool json;             /* events as JSON Lines on standard output */
	bool picture;          /* redrawn on a terminal, which standard output is */
	bool color;            /* on standard output */
	bool verbose;          /* V=1: the output as it comes, each line with its image */
	enum engine_kind kind; /* whose progress lines are read for the step */
};

/*
 * The style that the environment asks for. There is a picture where standard output is a terminal, TERM
 * neither dumb nor unset, and V=1 does not ask for the output itself. NO_COLOR takes the colours away.
 */
struct report_style
report_find_style(bool json, enum engine_kind kind);

struct report;

/*
 * A report of these images, in the order of the table; borrowed. `total` of them are worked on. It is
 * ended by report_close, which takes the picture away. There is one at a time. From here on SIGPIPE is
 * ignored, and ^Z leaves the terminal tidy.
 *
 * Names, paths and texts are shown escaped; an ID has nothing in it that had to be.
 * With JSON each line is an object. `event` says which:
 *
 *     start    image name place total what, log where there is one
 *     output   image line: of the build's output, with V=1 alone
 *     say      image line
 *     running  image seconds, step where it is known: once a minute
 *     end      image name result seconds, detail and log where there are any; after a failure whose output
 *              was not shown, tail: the last lines of the log, and cut: whether there are more
 *     line     line: about the whole run
 *     table    images: of each that is not pending, as `end` but for tail and cut;
 *              counts: how many there are of each result that occurs
 *
 * `image` is the ID, `result` one of the names that result_name gives, `seconds` has a fraction.
 */
struct report *
report_open(struct arena *arena, const struct report_style *style, struct image_result *images,
	size_t count, size_t total) __attribute__((returns_nonnull));

/*
 * The image starts: `what` is done with it now, as "building". Without a log that takes no time, and no
 * line is worth it.
 */
void
report_start(struct report *report, size_t image, const char *what);

/* Something to be known of an image that runs: "is being built by another run". */
void
report_say(struct report *report, size_t image, const char *line);

/* What the build of an image printed; the report does not write the log. Lines may come in pieces. */
void
report_output(struct report *report, size_t image, const char *bytes, size_t length);

/*
 * The image ends; `detail` lives as long as the report, "" is as NULL. It stands behind the result: "as
 * 1, latest" of what is tagged, "as it needs left" of what is not tried. Without a start, of what is current,
 * interrupted or not tried the table tells alone.
 *
 * After a failure, and with V=1 where no line was shown as it came, the last lines of the log are shown on
 * standard error, read anew from its file and never through a link.
 */
void
report_end(
	struct report *report, size_t image, enum result result, const char *detail, int64_t time);

/* A line about the whole run, above the picture: "interrupted: ending 2 builds". */
void
report_line(struct report *report, const char *line);

/* Milliseconds until report_tick wants to be called, to redraw or to say that it goes on; -1: never. */
int
report_wait(const struct report *report);

void
report_tick(struct report *report);

/* The size of the terminal has changed (SIGWINCH). */
void
report_resize(struct report *report);

/* The closing table: results_append_table, or the event `table`. */
void
report_table(struct report *report);

/* Takes the picture away and shows the cursor; safe to call twice. Only report_table may follow. */
void
report_close(struct report *report);

/* The same for a signal's handler that ends the program at once: it writes nothing that is pending. */
void
report_rescue(void);

#endif
