#include "build/report/report.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/report/events.h"
#include "build/report/lines.h"
#include "build/report/live.h"
#include "build/report/record.h"
#include "build/report/report_files.h"
#include "build/report/results.h"
#include "build/report/watch.h"
#include "support/annotation.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/environment.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	FRAME = 100,    /* milliseconds between two pictures, at least */
	SECOND = 1000,  /* and at most, because they show seconds */
	MINUTE = 60000, /* milliseconds between two lines about an image */
};

struct report {
	struct report_style style;
	struct image_result *images;
	struct watch *watches; /* by image */
	size_t count, total, places, ended, failed;
	size_t *running; /* the images that are worked on, in the order of starting */
	size_t running_count;
	struct live_row *rows;
	struct live live;
	struct text above, frame; /* lines that wait for the next picture; the picture itself */
	struct record record;
	int64_t opened, drawn;
	bool dirty, closed;
};

/* An image and its report: the data of lines_add. */
struct output {
	struct report *report;
	size_t image;
};

struct report_style
report_find_style(enum diagnostic_format format, enum engine_kind kind, const char *file,
	struct report_files *files)
{
	const bool json = format == DIAGNOSTIC_JSON;
	const char *term = getenv("TERM"), *v = getenv("V");
	const bool able = isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
	const bool verbose = environment_get("V") && strcmp(v, "0") != 0;

	return (struct report_style){.json = json,
		.github = format == DIAGNOSTIC_GITHUB,
		.picture = able && !json && !verbose,
		.color = able && !json && !environment_get("NO_COLOR"),
		.verbose = verbose,
		.kind = kind,
		.file = file,
		.files = files && files->folder ? files : NULL};
}

static void
print(struct report *report, struct text *text)
{
	if (report->style.github)
		annotation_disarm(text);
	print_drawn(text);
	text_clear(text);
}

/* Draws the picture anew, with the waiting lines above it. */
static void
draw(struct report *report)
{
	struct text status = TEXT_EMPTY;
	const int64_t time = clock_now();

	for (size_t i = 0; i < report->running_count; i++) {
		const size_t image = report->running[i];
		const struct watch *watch = &report->watches[image];

		report->rows[i] = (struct live_row){.id = report->images[image].id,
			.seconds = (time - watch->started) / 1000,
			.step = watch->step.length ? watch->step.bytes : NULL,
			.line = watch->line.length ? watch->line.bytes : NULL};
	}
	text_format(&status, "[%zu/%zu] ", report->ended, report->total);
	if (report->failed)
		text_format(&status, "%zu failed, ", report->failed);
	text_format(&status, "%" PRId64 " s", (time - report->opened) / 1000);
	live_draw(&report->live, &report->frame, &report->above, report->rows,
		report->running_count, status.bytes);
	text_clear(&report->above);
	text_free(&status);
	print(report, &report->frame);
	report->drawn = time;
	report->dirty = false;
}

static bool
has_picture(const struct report *report)
{
	return report->style.picture && !report->closed && !print_error();
}

/* Something has changed. The picture is drawn now, or when the last one is old enough. */
static void
touch(struct report *report)
{
	if (!has_picture(report))
		return;
	report->dirty = true;
	if (clock_now() - report->drawn >= FRAME)
		draw(report);
}

/* Prints the lines in report->above, above the picture if there is one. */
static void
tell(struct report *report)
{
	if (has_picture(report))
		touch(report);
	else
		print(report, &report->above);
}

/* Gives an event, which is used up, to whoever wants events. */
static void
tell_event(struct report *report, struct text *event)
{
	record_event(&report->record, event);
	if (report->style.json) {
		text_append(&report->above, event->bytes, event->length);
		tell(report);
	}
	text_free(event);
}

/* Removes the picture. The lines that waited above it stay. */
static void
uncover(struct report *report)
{
	if (report->style.picture && report->above.length && !print_error() && live_is_shown())
		draw(report);
	live_close();
	print(report, &report->above);
}

/* Starts a line about an image: [2/7] loom/python-base:3.11-slim. */
static struct text *
begin_line(struct report *report, size_t image)
{
	const struct image_result *of = &report->images[image];

	text_format(&report->above, "[%zu/%zu] ", of->place, report->total);
	lines_append_string(&report->above, of->name);
	text_append_character(&report->above, ' ');
	return &report->above;
}

static void
end_line(struct report *report)
{
	text_append_character(&report->above, '\n');
	tell(report);
}

struct report *
report_open(struct arena *arena, const struct report_style *style, struct image_result *images,
	size_t count, size_t total)
{
	struct report *report = arena_allocate(arena, sizeof(*report));
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	*report = (struct report){.style = *style,
		.images = images,
		.watches = arena_allocate_array(arena, count + 1, sizeof(struct watch)),
		.count = count,
		.total = total,
		.running = arena_allocate_array(arena, count + 1, sizeof(size_t)),
		.rows = arena_allocate_array(arena, count + 1, sizeof(struct live_row)),
		.above = TEXT_EMPTY,
		.frame = TEXT_EMPTY,
		.record = {.files = style->files, .events = TEXT_EMPTY},
		.opened = clock_now()};
	for (size_t i = 0; i < count; i++)
		report->watches[i] = (struct watch){
			.lines = LINES_EMPTY, .step = TEXT_EMPTY, .line = TEXT_EMPTY};
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, NULL);
	if (style->picture)
		live_open(&report->live, style->color);
	return report;
}

void
report_start(struct report *report, size_t image, const char *what)
{
	struct image_result *of = &report->images[image];
	struct watch *watch = &report->watches[image];
	struct text event = TEXT_EMPTY;

	if (!of->place)
		of->place = ++report->places;
	watch->started = watch->said = clock_now();
	watch->what = what;
	report->running[report->running_count++] = image;
	events_start(&event, of, report->total, what);
	tell_event(report, &event);
	if (report->style.json)
		return;
	if (has_picture(report)) {
		touch(report);
	} else if (of->log) {
		struct text *text = begin_line(report, image);

		lines_append_string(text, what);
		text_append_string(text, ", log in ");
		lines_append_string(text, of->log);
		end_line(report);
	}
}

void
report_say(struct report *report, size_t image, const char *line)
{
	struct text event = TEXT_EMPTY;

	events_line(&event, "say", &report->images[image], line, strlen(line));
	tell_event(report, &event);
	if (report->style.json)
		return;
	lines_append_string(begin_line(report, image), line);
	end_line(report);
}

void
report_line(struct report *report, const char *line)
{
	struct text event = TEXT_EMPTY;

	events_line(&event, "line", NULL, line, strlen(line));
	tell_event(report, &event);
	if (report->style.json)
		return;
	lines_append_string(&report->above, line);
	end_line(report);
}

static void
take_line(void *data, const char *line, size_t length)
{
	const struct output *output = data;
	struct report *report = output->report;
	struct watch *watch = &report->watches[output->image];
	const struct image_result *image = &report->images[output->image];

	watch_follow(watch, report->style.kind, line, length);
	if (!report->style.verbose)
		return;
	watch->seen = true;
	if (report->style.json) {
		events_line(&report->above, "output", image, line, length);
		return;
	}
	lines_append_string(&report->above, image->id);
	text_append_string(&report->above, " | ");
	lines_append_shown(&report->above, line, length);
	text_append_character(&report->above, '\n');
}

void
report_output(struct report *report, size_t image, const char *bytes, size_t length)
{
	struct watch *watch = &report->watches[image];

	lines_add(&watch->lines, bytes, length, take_line,
		&(struct output){.report = report, .image = image});
	if (watch->lines.redrawn && watch->lines.line.length)
		watch_follow(watch, report->style.kind, watch->lines.line.bytes,
			watch->lines.line.length);
	tell(report);
}

/*
 * Whether the log of a build is shown: after a failure, and with V=1, unless its output was shown
 * as it came.
 */
static bool
is_log_wanted(const struct report *report, size_t image)
{
	const enum result result = report->images[image].result;

	if (!report->images[image].log || report->watches[image].seen)
		return false;
	return result == RESULT_FAILED ||
	       (report->style.verbose && (result == RESULT_BUILT || result == RESULT_PULLED));
}

static void
show_log(struct report *report, const char *log)
{
	struct text text = TEXT_EMPTY;

	lines_append_log(&text, log, LINES_OF_LOG);
	uncover(report);
	print_aside(&text);
	text_free(&text);
	touch(report);
}

static void
tell_end(struct report *report, size_t image)
{
	const struct image_result *of = &report->images[image];
	const bool red = report->style.color && result_is_failure(of->result);
	struct text *text = begin_line(report, image);

	if (red)
		text_append_string(text, "\033[31m");
	result_append(text, of, of->result == RESULT_FAILED ? "FAILED" : result_name(of->result));
	if (red)
		text_append_string(text, "\033[0m");
	end_line(report);
	if (is_log_wanted(report, image))
		show_log(report, of->log);
}

static bool
stop_running(struct report *report, size_t image)
{
	for (size_t i = 0; i < report->running_count; i++)
		if (report->running[i] == image) {
			memmove(&report->running[i], &report->running[i + 1],
				(--report->running_count - i) * sizeof(*report->running));
			return true;
		}
	return false;
}

void
report_end(
	struct report *report, size_t image, enum result result, const char *detail, int64_t time)
{
	struct image_result *of = &report->images[image];

	lines_end(&report->watches[image].lines, take_line,
		&(struct output){.report = report, .image = image});
	const bool ran = stop_running(report, image);

	watch_free(&report->watches[image]);
	of->result = result;
	of->detail = detail && *detail ? detail : NULL;
	of->time = time;
	report->ended += ran || result != RESULT_NOT_TRIED;
	/* Only the table has an image that was neither started nor refused. */
	if (!ran && (result == RESULT_NOT_TRIED || result == RESULT_CURRENT ||
			    result == RESULT_INTERRUPTED || result == RESULT_PENDING))
		return;
	if (!of->place)
		of->place = ++report->places;
	report->failed += result_is_failure(result);
	record_end(&report->record, of);
	if (!report->style.json) {
		tell_end(report, image);
		return;
	}
	events_end(&report->above, of, is_log_wanted(report, image));
	tell(report);
}

/* Milliseconds until an image is reported again. */
static int64_t
next_minute(const struct report *report, int64_t time)
{
	int64_t next = -1;

	for (size_t i = 0; i < report->running_count; i++) {
		const struct watch *watch = &report->watches[report->running[i]];
		const int64_t left = watch->said + MINUTE - time;

		if (next < 0 || left < next)
			next = left > 0 ? left : 0;
	}
	return next;
}

/* Milliseconds from one picture to the next. ^Z may have removed the picture. */
static int64_t
frame_time(const struct report *report)
{
	return report->dirty || !live_is_shown() ? FRAME : SECOND;
}

int
report_wait(const struct report *report)
{
	const int64_t time = clock_now();

	if (report->closed || print_error())
		return -1;
	if (!report->style.picture)
		return (int)next_minute(report, time);
	const int64_t left = report->drawn + frame_time(report) - time;

	return left > 0 ? (int)left : 0;
}

static void
say_running(struct report *report, size_t image, int64_t time)
{
	const struct watch *watch = &report->watches[image];
	const struct text *where = watch->step.length ? &watch->step : &watch->line;

	struct text event = TEXT_EMPTY;

	events_running(&event, &report->images[image], time - watch->started,
		where->length ? where->bytes : NULL);
	tell_event(report, &event);
	if (report->style.json)
		return;
	struct text *text = begin_line(report, image);

	text_append_string(text, "still ");
	lines_append_string(text, watch->what);
	text_format(text, " after %" PRId64 " min", (time - watch->started) / MINUTE);
	if (where->length)
		text_format(text, ": %s", where->bytes);
	end_line(report);
}

void
report_tick(struct report *report)
{
	const int64_t time = clock_now();

	if (has_picture(report)) {
		if (time - report->drawn >= frame_time(report))
			draw(report);
		return;
	}
	for (size_t i = 0; i < report->running_count; i++) {
		const size_t image = report->running[i];

		if (time - report->watches[image].said < MINUTE)
			continue;
		report->watches[image].said =
			time - (time - report->watches[image].started) % MINUTE;
		say_running(report, image, time);
	}
}

void
report_resize(struct report *report)
{
	if (!has_picture(report))
		return;
	live_resize(&report->live);
	touch(report);
}

void
report_table(struct report *report)
{
	uncover(report);
	if (report->style.json)
		events_table(&report->above, report->images, report->count);
	else
		results_append_table(&report->above, report->images, report->count);
	print(report, &report->above);
	if (report->style.github) {
		results_append_annotations(
			&report->above, report->images, report->count, report->style.file);
		print_drawn(&report->above);
	}
	text_free(&report->above);
	record_write(&report->record, report->images, report->count);
}

void
report_close(struct report *report)
{
	uncover(report);
	report->closed = true;
	for (size_t i = 0; i < report->count; i++)
		watch_free(&report->watches[i]);
	text_free(&report->above);
	text_free(&report->frame);
}
