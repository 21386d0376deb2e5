#include "build/scan_report/scan_page.h"

#include "build/report/report_files.h"
#include "build/scan/scan_images.h"
#include "build/scan_report/finding_group.h"
#include "support/notation/markdown.h"
#include "support/text.h"
#include "support/banned.h"

/* The room of all lines but those of the table, and how much of a cell is shown. */
enum { FRAME_LARGEST = 1024, CELL_LONGEST = 1000 };

static const char *
result_of(const struct brought *brought)
{
	if (brought->counts)
		return "counts :x:";
	return brought->is_excepted ? "excepted" : "";
}

static void
append_row(struct text *text, const struct scanned_image *image, const struct finding_group *group)
{
	const struct brought *first = group->items;
	struct text packages = TEXT_EMPTY;

	finding_group_append_packages(&packages, group);
	finding_group_append_notes(&packages, group, image->base);
	text_append_string(text, "| ");
	markdown_append_code(text, image->target);
	text_format(text, " | %s | ", risk_name(first->finding->severity));
	markdown_append_start(text, first->finding->id, CELL_LONGEST);
	text_append_string(text, " | ");
	markdown_append_start(text, packages.bytes, CELL_LONGEST);
	text_format(text, " | %s |\n", result_of(first));
	text_free(&packages);
}

/* Appends the rows of an image that have room, and counts the others. */
static void
append_image(struct text *rows, const struct scan_results *scan, const struct scanned_image *image,
	size_t *left_out)
{
	struct finding_group group;

	for (size_t i = 0; i < image->count; i += group.count) {
		struct text row = TEXT_EMPTY;

		group = finding_group_at(image, i);
		if (group.items->finding->severity < scan->threshold)
			continue;
		append_row(&row, image, &group);
		report_files_add_piece(
			rows, &row, REPORT_FILES_PAGE_LARGEST - FRAME_LARGEST, left_out);
	}
}

static void
append_sentence(struct text *text, const struct scan_results *scan)
{
	const size_t scanned = scan->image_count - scan->missing;

	text_format(text, "%zu image%s scanned by ", scanned, scanned == 1 ? "" : "s");
	markdown_append_code(text, scanner_name(&scan->scanner));
	text_append_string(text, " with its database of ");
	markdown_append_start(text, scan->scanner.database, CELL_LONGEST);
	if (scan->threshold != RISK_NONE)
		text_format(text, ": %zu finding%s at or over %s", scan->counting,
			scan->counting == 1 ? "" : "s", risk_name(scan->threshold));
	if (scan->missing)
		text_format(text, ", %zu image%s not built", scan->missing,
			scan->missing == 1 ? "" : "s");
	text_append_string(text, scan->is_complete ? ".\n\n" : "; the run ended early.\n\n");
}

void
scan_page_append(struct text *text, const struct scan_results *scan)
{
	struct text rows = TEXT_EMPTY;
	size_t left_out = 0;

	append_sentence(text, scan);
	for (size_t i = 0; i < scan->image_count; i++)
		append_image(&rows, scan, &scan->images[i], &left_out);
	if (rows.length)
		text_format(text,
			"| image | severity | vulnerability | packages | result |\n"
			"| --- | --- | --- | --- | --- |\n%s\n",
			rows.bytes);
	if (left_out)
		text_format(text, "%zu more %s not shown here.\n\n", left_out,
			left_out == 1 ? "is" : "are");
	text_free(&rows);
}
