#include "build/reproduce/findings_report.h"

#include "build/report/report_files.h"
#include "support/notation/markdown.h"
#include "support/print.h"
#include "support/banned.h"

enum { LINES_LARGEST = REPORT_FILES_PAGE_LARGEST - 1024 };

/* Keeps the lines of a finding for the page. */
static void
keep_lines(
	struct findings_report *report, const struct finding *finding, const struct engine *engine)
{
	struct text lines = TEXT_EMPTY;

	verdict_append(&lines, finding, engine, false);
	report_files_add_piece(&report->lines, &lines, LINES_LARGEST, &report->left_out);
}

void
findings_report_add(
	struct findings_report *report, const struct finding *finding, const struct engine *engine)
{
	struct text text = TEXT_EMPTY;

	if (report->json)
		verdict_append_json(&text, finding);
	else
		verdict_append(&text, finding, engine, report->all);
	print_text(&text);
	text_free(&text);
	if (!report->files->folder)
		return;
	verdict_append_json(&report->events, finding);
	keep_lines(report, finding, engine);
}

static size_t
count_same(const size_t *counts)
{
	return counts[VERDICT_SAME] + counts[VERDICT_SAME_LAYERS] + counts[VERDICT_SAME_CONTENTS];
}

static void
append_counts(struct text *text, const size_t *counts, bool early)
{
	text_format(text, "%zu the same, %zu different, %zu failed%s", count_same(counts),
		counts[VERDICT_DIFFERENT], counts[VERDICT_FAILED],
		early ? "; the run ended early" : "");
}

static void
append_counts_json(struct text *text, const size_t *counts)
{
	text_format(text, "{\"event\":\"counts\",\"same\":%zu,\"different\":%zu,\"failed\":%zu}\n",
		count_same(counts), counts[VERDICT_DIFFERENT], counts[VERDICT_FAILED]);
}

static void
write_page(const struct findings_report *report, const size_t *counts, bool early)
{
	struct text page = TEXT_EMPTY;

	report_files_append_heading(report->files, &page);
	append_counts(&page, counts, early);
	text_append_string(&page, ".\n\n");
	if (report->lines.length)
		markdown_append_block(&page, &report->lines, "");
	text_append_character(&page, '\n');
	report_files_append_left_out(&page, report->left_out, "images");
	report_files_write(report->files, "md", &page);
	text_free(&page);
}

void
findings_report_end(struct findings_report *report, const size_t *counts, bool early)
{
	struct text text = TEXT_EMPTY;

	append_counts_json(&report->events, counts);
	if (report->json) {
		append_counts_json(&text, counts);
	} else {
		append_counts(&text, counts, early);
		text_append_character(&text, '\n');
	}
	print_text(&text);
	if (report->files->folder) {
		write_page(report, counts, early);
		report_files_write(report->files, "json", &report->events);
	}
	text_free(&text);
	text_free(&report->lines);
	text_free(&report->events);
}
