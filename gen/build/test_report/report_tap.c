#include "build/test_report/report_tap.h"

#include <string.h>

#include "support/print.h"
#include "support/banned.h"

static void
flush(struct report_tap *report)
{
	print_text(&report->text);
	text_clear(&report->text);
}

/* Text of a description: a # would begin a directive. */
static void
append_description(struct text *text, const char *string)
{
	struct text visible = TEXT_EMPTY;

	text_append_visible(&visible, string, strlen(string));
	for (const char *byte = visible.bytes; *byte; byte++) {
		if (*byte == '#' || *byte == '\\')
			text_append_character(text, '\\');
		text_append_character(text, *byte);
	}
	text_free(&visible);
}

/* The beginning of a test point, up to what it is about. */
static void
append_point(struct report_tap *report, const char *image, bool passed)
{
	if (!report->count)
		text_append_string(&report->text, "TAP version 13\n");
	text_format(&report->text, "%sok %zu - ", passed ? "" : "not ", ++report->count);
	append_description(&report->text, image);
}

static void
append_member(struct text *text, const char *name, const char *value)
{
	text_format(text, "  %s: ", name);
	text_append_json(text, value, strlen(value)); /* JSON is YAML */
	text_append_character(text, '\n');
}

static void
append_diagnosis(struct text *text, const struct check *check, const struct check_result *result)
{
	text_append_string(text, "  ---\n");
	append_member(text, "message", result->message);
	append_member(text, "severity", "fail");
	append_member(text, "key", check->key);
	append_member(text, "expected", check->expected);
	if (result->output) {
		text_format(text, "  status: %d\n", result->status);
		append_member(text, "output", result->output);
	}
	text_append_string(text, "  ...\n");
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_tap *report = (struct report_tap *)reporter;

	append_point(report, image->name, got->state != CHECK_FAILED);
	text_append_string(&report->text, ": ");
	append_description(&report->text, check->name);
	if (got->state == CHECK_NOT_RUN) {
		text_append_string(&report->text, " # SKIP ");
		text_append_visible(&report->text, got->message, strlen(got->message));
	}
	text_append_character(&report->text, '\n');
	if (got->state == CHECK_FAILED)
		append_diagnosis(&report->text, check, got);
	flush(report);
}

static void
missing(struct reporter *reporter, const struct tested_image *image)
{
	struct report_tap *report = (struct report_tap *)reporter;

	append_point(report, image->name, false);
	text_append_string(&report->text, ": is built\n");
	flush(report);
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct report_tap *report = (struct report_tap *)reporter;

	(void)counts;
	if (!report->count)
		text_append_string(&report->text, "TAP version 13\n");
	if (complete)
		text_format(&report->text, "1..%zu\n", report->count);
	else
		text_append_string(&report->text, "Bail out! The run ended early.\n");
	flush(report);
	text_free(&report->text);
}

struct report_tap
report_tap_new(void)
{
	return (struct report_tap){
		.reporter = {.result = result, .missing = missing, .finish = finish},
		.text = TEXT_EMPTY};
}
