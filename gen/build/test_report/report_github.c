#include "build/test_report/report_github.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "support/print.h"
#include "support/banned.h"

/* Where images.yaml declares what is checked: the key, or else the image. */
static struct place
place_of(const struct tested_image *image, const char *key)
{
	const struct node *value = node_get(image->variant->all, key);

	return value && value->place.source ? value->place : image->variant->image->key->place;
}

static void
append_annotation(struct text *text, const struct tested_image *image, const struct check *check,
	const char *message)
{
	const struct place place = place_of(image, check->key);

	annotation_append(text, &(struct annotation){.level = "error",
					.title = image->target,
					.file = place.source->name,
					.line = source_position(place).line,
					.message = message});
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_github *report = (struct report_github *)reporter;
	struct text message = TEXT_EMPTY;

	if (got->state != CHECK_FAILED || report->count++ >= ANNOTATIONS_SHOWN)
		return;
	text_format(&message, "%s: %s\nexpected: %s", check->name, got->message, check->expected);
	if (got->output && *got->output)
		text_format(&message, "\noutput:\n%s", got->output);
	append_annotation(&report->items[report->count - 1], image, check, message.bytes);
	text_free(&message);
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct report_github *report = (struct report_github *)reporter;
	const size_t shown = annotations_shown(report->count);
	struct text text = TEXT_EMPTY;

	(void)counts;
	(void)complete;
	for (size_t i = 0; i < shown; i++)
		text_append(&text, report->items[i].bytes, report->items[i].length);
	annotations_append_rest(
		&text, "error", report->count - shown, "more failures are in the log");
	print_drawn(&text);
	text_free(&text);
	for (size_t i = 0; i < ANNOTATIONS_SHOWN; i++)
		text_free(&report->items[i]);
}

struct report_github
report_github_new(void)
{
	struct report_github report = {.reporter = {.result = result, .finish = finish}};

	for (size_t i = 0; i < ANNOTATIONS_SHOWN; i++)
		report.items[i] = (struct text)TEXT_EMPTY;
	return report;
}
