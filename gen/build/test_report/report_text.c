#include "build/test_report/report_text.h"

#include <string.h>

#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static void
start(struct reporter *reporter, const struct tested_image *image)
{
	struct report_text *report = (struct report_text *)reporter;

	(void)image;
	report->passed = report->remembered = 0;
}

static const char *
word_of(const struct check_result *result)
{
	static const char *const words[] = {
		[CHECK_PASSED] = "ok",
		[CHECK_FAILED] = "FAILED",
		[CHECK_NOT_RUN] = "not run",
	};

	return words[result->state];
}

static void
print_result(const struct tested_image *image, const struct check *check,
	const struct check_result *result)
{
	struct text text = TEXT_EMPTY;

	text_format(&text, "%s %s: ", word_of(result), image->name);
	text_append_visible(&text, check->name, strlen(check->name));
	text_append_string(&text, result->remembered ? " (passed before)\n" : "\n");
	if (result->state != CHECK_PASSED) {
		text_append_string(&text, "    ");
		text_append_visible(&text, result->message, strlen(result->message));
		text_append_character(&text, '\n');
	}
	print_text(&text);
	text_free(&text);
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_text *report = (struct report_text *)reporter;

	if (check->words || got->state != CHECK_PASSED) {
		print_result(image, check, got);
		return;
	}
	report->passed++;
	report->remembered += got->remembered;
}

static void
end(struct reporter *reporter, const struct tested_image *image)
{
	const struct report_text *report = (const struct report_text *)reporter;

	if (report->passed)
		print_format("ok %s: %zu check%s of what images.yaml declares%s\n", image->name,
			report->passed, report->passed == 1 ? "" : "s",
			report->remembered ? " (passed before)" : "");
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct text text = TEXT_EMPTY;

	(void)reporter;
	text_format(&text, "%zu passed, %zu failed", counts->passed, counts->failed);
	if (counts->not_run)
		text_format(&text, ", %zu not run", counts->not_run);
	if (counts->missing)
		text_format(&text, ", %zu not built", counts->missing);
	if (!complete)
		text_append_string(&text, "; the run ended early");
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
}

struct report_text
report_text_new(void)
{
	return (struct report_text){
		.reporter = {.start = start, .result = result, .end = end, .finish = finish}};
}
