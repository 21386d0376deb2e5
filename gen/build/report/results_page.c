#include "build/report/results_page.h"

#include <inttypes.h>

#include "build/report/lines.h"
#include "build/report/report_files.h"
#include "build/report/results.h"
#include "support/notation/markdown.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	TABLE_LARGEST = REPORT_FILES_PAGE_LARGEST / 2,
	LAST_LINES_LARGEST = 512, /* room for what tells how much was left out */
	DETAIL_LONGEST = 500,
	LOG_LINES = 40,
	LOG_LONGEST = 8 << 10, /* bytes of a log */
};

static void
append_row(struct text *text, const struct image_result *image)
{
	text_append_string(text, "| ");
	markdown_append_code(text, image->id);
	text_format(text, " | %s%s | ", result_name(image->result),
		result_is_failure(image->result) ? " :x:" : "");
	if (image->time)
		text_format(text, "%" PRId64 " s", (image->time + 500) / 1000);
	text_append_string(text, " | ");
	if (image->detail)
		markdown_append_start(text, image->detail, DETAIL_LONGEST);
	text_append_string(text, " |\n");
}

static void
append_table(struct text *text, const struct image_result *images, size_t count)
{
	size_t left_out = 0;
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		struct text row = TEXT_EMPTY;

		if (!result_is_told(images[i].result))
			continue;
		if (first)
			text_append_string(
				text, "| image | result | time | |\n| --- | --- | --: | --- |\n");
		first = false;
		append_row(&row, &images[i]);
		report_files_add_piece(text, &row, TABLE_LARGEST, &left_out);
	}
	if (!first)
		text_append_character(text, '\n');
	report_files_append_left_out(text, left_out, "images");
}

/* Appends the end of the log of an image that failed; nothing if there is none that can be read. */
static void
append_log(struct text *text, const struct image_result *image)
{
	struct text lines = TEXT_EMPTY;
	bool cut = false;

	if (lines_read_last(image->log, LOG_LINES, &lines, &cut) == 0 && lines.length) {
		lines_cut_front(&lines, LOG_LONGEST);
		text_append_string(text, "The end of ");
		markdown_append_code(text, image->log);
		text_append_string(text, ":\n\n");
		markdown_append_block(text, &lines, "");
		text_append_character(text, '\n');
	}
	text_free(&lines);
}

static void
append_logs(struct text *text, const struct image_result *images, size_t count)
{
	size_t left_out = 0;

	for (size_t i = 0; i < count; i++) {
		struct text log = TEXT_EMPTY;

		if (images[i].result != RESULT_FAILED || !images[i].log)
			continue;
		append_log(&log, &images[i]);
		report_files_add_piece(
			text, &log, REPORT_FILES_PAGE_LARGEST - LAST_LINES_LARGEST, &left_out);
	}
	report_files_append_left_out(text, left_out, "logs");
}

void
results_append_page(struct text *text, const struct image_result *images, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || result_is_told(images[i].result);
	if (!any)
		text_append_string(text, "There was nothing to do. ");
	if (results_append_counts(text, images, count))
		text_append_string(text, ".");
	text_append_string(text, "\n\n");
	append_table(text, images, count);
	append_logs(text, images, count);
}
