#include "build/test_report/report_junit.h"

#include <string.h>

#include "build/state/state.h"
#include "support/print.h"
#include "support/banned.h"

/*
 * Appends text as XML (XML 1.0, section 2.4), with what XML cannot hold made visible. A reader of
 * an attribute makes line ends spaces, but for character references (section 3.3.3).
 */
static void
append_xml(struct text *text, const char *string, bool attribute)
{
	struct text visible = TEXT_EMPTY;

	text_append_visible_lines(&visible, string, strlen(string));
	for (const char *byte = visible.bytes; *byte; byte++) {
		if (*byte == '&')
			text_append_string(text, "&amp;");
		else if (*byte == '<')
			text_append_string(text, "&lt;");
		else if (*byte == '>')
			text_append_string(text, "&gt;");
		else if (*byte == '"' && attribute)
			text_append_string(text, "&quot;");
		else if ((*byte == '\n' || *byte == '\t') && attribute)
			text_format(text, "&#%d;", *byte);
		else
			text_append_character(text, *byte);
	}
	text_free(&visible);
}

static void
append_attribute(struct text *text, const char *name, const char *value)
{
	text_format(text, " %s=\"", name);
	append_xml(text, value, true);
	text_append_character(text, '"');
}

static void
append_counts(struct text *text, const struct junit_counts *counts)
{
	text_format(text,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\"",
		counts->tests, counts->failures, counts->errors, counts->skipped, counts->seconds);
}

/* The start of a testcase, whose tag is still open. */
static void
start_case(struct report_junit *report, const char *target, const char *key, const char *name,
	double seconds)
{
	text_append_string(&report->cases, "    <testcase classname=\"");
	append_xml(&report->cases, target, true);
	text_append_character(&report->cases, '.');
	append_xml(&report->cases, key, true);
	text_append_character(&report->cases, '"');
	append_attribute(&report->cases, "name", name);
	text_format(&report->cases, " time=\"%.3f\"", seconds);
	report->counts.tests++;
	report->counts.seconds += seconds;
}

/* Ends the testcase with an element that says what came of it. */
static void
end_case(struct report_junit *report, const char *element, const char *message, const char *type,
	const char *content)
{
	text_format(&report->cases, ">\n      <%s", element);
	append_attribute(&report->cases, "message", message);
	if (type)
		append_attribute(&report->cases, "type", type);
	text_append_character(&report->cases, '>');
	append_xml(&report->cases, content, false);
	text_format(&report->cases, "</%s>\n    </testcase>\n", element);
}

static void
fail_case(struct report_junit *report, const struct check *check, const struct check_result *got)
{
	struct text content = TEXT_EMPTY;

	text_format(&content, "%s: %s\nexpected: %s\n", check->name, got->message, check->expected);
	if (got->output)
		text_format(&content, "status: %d\noutput:\n%s", got->status, got->output);
	end_case(report, "failure", got->message, check->key, content.bytes);
	report->counts.failures++;
	text_free(&content);
}

static void
start(struct reporter *reporter, const struct tested_image *image)
{
	((struct report_junit *)reporter)->image = image;
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_junit *report = (struct report_junit *)reporter;

	start_case(report, image->target, check->key, check->name, got->seconds);
	if (got->state == CHECK_FAILED) {
		fail_case(report, check, got);
	} else if (got->state == CHECK_NOT_RUN) {
		end_case(report, "skipped", got->message, NULL, "");
		report->counts.skipped++;
	} else {
		text_append_string(&report->cases, "/>\n");
	}
}

static void
append_suite(struct report_junit *report, const char *name, const char *image_id)
{
	struct text *text = &report->suites;

	text_append_string(text, "  <testsuite");
	append_attribute(text, "name", name);
	append_counts(text, &report->counts);
	text_append_string(text, ">\n");
	if (image_id) {
		text_append_string(text, "    <properties>\n      <property name=\"image\"");
		append_attribute(text, "value", image_id);
		text_append_string(text, "/>\n    </properties>\n");
	}
	text_append(text, report->cases.bytes, report->cases.length);
	text_append_string(text, "  </testsuite>\n");
	report->all.tests += report->counts.tests;
	report->all.failures += report->counts.failures;
	report->all.errors += report->counts.errors;
	report->all.skipped += report->counts.skipped;
	report->all.seconds += report->counts.seconds;
	report->counts = (struct junit_counts){0};
	text_clear(&report->cases);
}

static void
end(struct reporter *reporter, const struct tested_image *image)
{
	struct report_junit *report = (struct report_junit *)reporter;

	append_suite(report, image->name, image->image_id);
	report->image = NULL;
}

static void
missing(struct reporter *reporter, const struct tested_image *image)
{
	struct report_junit *report = (struct report_junit *)reporter;

	start_case(report, image->target, "build", "is built", 0);
	end_case(report, "failure", "the image is not built", "build", "");
	report->counts.failures++;
	append_suite(report, image->name, NULL);
}

static void
append_error(struct report_junit *report)
{
	start_case(report, "basegen", "test", "all checks are made", 0);
	end_case(report, "error", "the run ended early", "machine", "");
	report->counts.errors++;
	append_suite(report, "basegen test", NULL);
}

static void
write_report(struct report_junit *report, const struct text *text)
{
	if (!report->path) {
		print_text(text);
		return;
	}
	if (state_write(report->path, text))
		return;
	report->failed = true;
	(void)failure_of_file(report->path);
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct report_junit *report = (struct report_junit *)reporter;
	struct text text = TEXT_EMPTY;

	(void)counts;
	if (report->image)
		end(reporter, report->image);
	if (!complete)
		append_error(report);
	text_append_string(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	append_attribute(&text, "name", "basegen test");
	append_counts(&text, &report->all);
	text_append_string(&text, ">\n");
	text_append(&text, report->suites.bytes, report->suites.length);
	text_append_string(&text, "</testsuites>\n");
	write_report(report, &text);
	text_free(&text);
	text_free(&report->suites);
	text_free(&report->cases);
}

struct report_junit
report_junit_new(const char *path)
{
	return (struct report_junit){.reporter = {.start = start,
					     .result = result,
					     .end = end,
					     .missing = missing,
					     .finish = finish},
		.path = path,
		.suites = TEXT_EMPTY,
		.cases = TEXT_EMPTY};
}
