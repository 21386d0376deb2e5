#include "build/scan_report/scan_text.h"

#include <string.h>

#include "build/scan/scan_images.h"
#include "build/scan_report/finding_group.h"
#include "support/annotation.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum { SEVERITY_WIDTH = 10, ID_WIDTH = 19 };

static void
append_padded(struct text *text, const char *string, size_t width)
{
	const size_t before = text->length;

	text_append_visible(text, string, strlen(string));
	do
		text_append_character(text, ' ');
	while (text->length - before <= width);
}

/*
 * How many vulnerabilities of each severity it brings, the worst first, and how many are excepted.
 */
static void
append_counts(struct text *text, const struct scanned_image *image)
{
	const char *between = "";
	size_t excepted = image->count;

	for (int severity = RISK_COUNT - 1; severity >= 0; severity--) {
		const size_t count = scanned_image_count(image, (enum risk)severity);

		if (!count)
			continue;
		text_format(text, "%s%zu %s", between, count, risk_name((enum risk)severity));
		between = ", ";
		excepted -= count;
	}
	if (excepted)
		text_format(text, "%s%zu excepted", between, excepted);
	text_append_string(text, image->count ? "\n" : "brings nothing\n");
}

static void
append_group(
	struct text *text, const struct scanned_image *image, const struct finding_group *group)
{
	const struct brought *first = group->items;

	text_append_string(text, first->counts ? "  * " : "    ");
	append_padded(text, risk_name(first->finding->severity), SEVERITY_WIDTH);
	append_padded(text, first->finding->id, ID_WIDTH);
	finding_group_append_packages(text, group);
	finding_group_append_notes(text, group, image->base);
	text_append_character(text, '\n');
}

/* What the image has from its parents, if that would count there. */
static void
append_inherited(
	struct text *text, const struct scan_results *scan, const struct scanned_image *image)
{
	size_t count = 0;

	for (size_t i = scan->threshold; i < RISK_COUNT; i++)
		count += image->inherited[i];
	if (count)
		text_format(text,
			"    %zu more at or over %s come%s from images that it stands on or copies "
			"from\n",
			count, risk_name(scan->threshold), count == 1 ? "s" : "");
}

static void
print_image(const struct scan_results *scan, const struct scanned_image *image, bool whole)
{
	struct text text = TEXT_EMPTY;
	struct finding_group group;
	size_t below = 0;

	text_format(&text, "%s: ", image->name);
	append_counts(&text, image);
	if (image->is_alone)
		text_format(&text,
			"    the engine does not have %s, so what comes from there counts here\n",
			image->parent ? image->parent : image->base);
	for (size_t i = 0; i < image->count; i += group.count) {
		group = finding_group_at(image, i);
		if (whole || group.items->finding->severity >= scan->threshold)
			append_group(&text, image, &group);
		else
			below += group.count;
	}
	if (below)
		text_format(&text, "    %zu below %s; V=1 shows them\n", below,
			risk_name(scan->threshold));
	append_inherited(&text, scan, image);
	annotation_disarm(&text);
	print_text(&text);
	text_free(&text);
}

void
scan_text_image(const struct scan_results *scan, const struct scanned_image *image)
{
	print_image(scan, image, scan->threshold == RISK_NONE);
}

void
scan_text_image_whole(const struct scan_results *scan, const struct scanned_image *image)
{
	print_image(scan, image, true);
}

void
scan_text_end(const struct scan_results *scan)
{
	for (size_t i = 0; i < scan->unused_count; i++) {
		const struct exception *unused = scan->unused[i];

		print_format("%s:%u: the exception for %s matches nothing that its images bring: "
			     "remove it, or move it to the image that does\n",
			unused->place.source->name, source_position(unused->place).line,
			unused->id);
	}
	if (!scan->scanner.driver)
		return;
	print_format("%zu scanned by %s, database of %s", scan->image_count - scan->missing,
		scanner_name(&scan->scanner), scan->scanner.database);
	if (scan->threshold != RISK_NONE)
		print_format("; %zu finding%s at or over %s", scan->counting,
			scan->counting == 1 ? "" : "s", risk_name(scan->threshold));
	print_format(scan->is_complete ? "\n" : "; the run ended early\n");
}
