#include "build/test_report/report_page.h"

#include <string.h>

#include "build/report/report_files.h"
#include "support/notation/markdown.h"
#include "support/banned.h"

enum {
	TABLE_LARGEST = REPORT_FILES_PAGE_LARGEST / 3,
	FRAME_LARGEST = 1024, /* the room that all other lines take */
	FAILURES_LARGEST = REPORT_FILES_PAGE_LARGEST - TABLE_LARGEST - FRAME_LARGEST,
	MESSAGE_LONGEST = 1000,
};

static void
start(struct reporter *reporter, const struct tested_image *image)
{
	struct report_page *report = (struct report_page *)reporter;

	report->image = image;
	report->passed = report->failed = report->not_run = 0;
	report->remembered = false;
	report->seconds = 0;
}

static void
add_failure(struct report_page *report, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct text piece = TEXT_EMPTY;

	markdown_append_code(&piece, image->target);
	text_append_string(&piece, ": ");
	markdown_append_start(&piece, check->name, MESSAGE_LONGEST);
	text_append_string(&piece, " failed: ");
	markdown_append_start(&piece, got->message, MESSAGE_LONGEST);
	text_append_string(&piece, "; expected: ");
	markdown_append_start(&piece, check->expected, MESSAGE_LONGEST);
	text_append_string(&piece, "\n\n");
	if (got->output && *got->output) {
		struct text output = TEXT_EMPTY;

		text_append_string(&output, got->output);
		markdown_append_block(&piece, &output, "");
		text_append_character(&piece, '\n');
		text_free(&output);
	}
	report_files_add_piece(
		&report->failures, &piece, FAILURES_LARGEST, &report->failures_left_out);
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_page *report = (struct report_page *)reporter;

	report->passed += got->state == CHECK_PASSED;
	report->failed += got->state == CHECK_FAILED;
	report->not_run += got->state == CHECK_NOT_RUN;
	report->remembered = report->remembered || got->remembered;
	report->seconds += got->seconds;
	if (got->state == CHECK_FAILED)
		add_failure(report, image, check, got);
}

static void
end(struct reporter *reporter, const struct tested_image *image)
{
	struct report_page *report = (struct report_page *)reporter;
	struct text row = TEXT_EMPTY;

	text_append_string(&row, "| ");
	markdown_append_code(&row, image->target);
	text_format(&row, " | %s | %zu | %zu | %zu | %.1f s |\n",
		report->failed       ? "failed :x:"
		: report->remembered ? "passed before"
		: report->not_run    ? "not all run"
				     : "passed",
		report->passed, report->failed, report->not_run, report->seconds);
	report_files_add_piece(&report->rows, &row, TABLE_LARGEST, &report->rows_left_out);
	report->image = NULL;
}

static void
missing(struct reporter *reporter, const struct tested_image *image)
{
	struct report_page *report = (struct report_page *)reporter;
	struct text row = TEXT_EMPTY;

	text_append_string(&row, "| ");
	markdown_append_code(&row, image->target);
	text_append_string(&row, " | not built :x: | | | | |\n");
	report_files_add_piece(&report->rows, &row, TABLE_LARGEST, &report->rows_left_out);
}

static void
append_counts(struct text *text, const struct check_counts *counts, bool complete)
{
	if (!counts->passed && !counts->failed && !counts->not_run && !counts->missing)
		text_append_string(text, "Nothing was tested");
	else
		text_format(text, "%zu passed, %zu failed", counts->passed, counts->failed);
	if (counts->not_run)
		text_format(text, ", %zu not run", counts->not_run);
	if (counts->missing)
		text_format(text, ", %zu not built", counts->missing);
	text_append_string(text, complete ? ".\n\n" : "; the run ended early.\n\n");
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct report_page *report = (struct report_page *)reporter;
	struct text text = TEXT_EMPTY;

	if (report->image)
		end(reporter, report->image);
	report_files_append_heading(report->files, &text);
	append_counts(&text, counts, complete);
	if (report->rows.length)
		text_format(&text,
			"| image | result | passed | failed | not run | time |\n"
			"| --- | --- | --: | --: | --: | --: |\n%s\n",
			report->rows.bytes);
	report_files_append_left_out(&text, report->rows_left_out, "images");
	text_append(&text, report->failures.bytes, report->failures.length);
	report_files_append_left_out(&text, report->failures_left_out, "failures");
	report_files_write(report->files, "md", &text);
	text_free(&text);
	text_free(&report->rows);
	text_free(&report->failures);
}

struct report_page
report_page_new(struct report_files *files)
{
	return (struct report_page){.reporter = {.start = start,
					    .result = result,
					    .end = end,
					    .missing = missing,
					    .finish = finish},
		.files = files,
		.rows = TEXT_EMPTY,
		.failures = TEXT_EMPTY};
}
