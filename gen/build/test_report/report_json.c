#include "build/test_report/report_json.h"

#include "build/report/report_files.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
word_of(enum check_state state)
{
	static const char *const words[] = {
		[CHECK_PASSED] = "passed",
		[CHECK_FAILED] = "failed",
		[CHECK_NOT_RUN] = "not run",
	};

	return words[state];
}

static void
end_line(struct report_json *report, struct json_writer *writer)
{
	json_close(writer, '}');
	text_append_character(&report->text, '\n');
	if (report->files)
		return;
	print_text(&report->text);
	text_clear(&report->text);
}

static void
write_command(struct json_writer *writer, const struct check *check)
{
	json_open_member(writer, "command", '[');
	for (const char *const *word = check->words; *word; word++)
		json_string(writer, *word);
	json_close(writer, ']');
}

static void
result(struct reporter *reporter, const struct tested_image *image, const struct check *check,
	const struct check_result *got)
{
	struct report_json *report = (struct report_json *)reporter;
	struct json_writer writer = {.text = &report->text};

	json_open(&writer, '{');
	json_member(&writer, "event", "test");
	json_member(&writer, "image", image->target);
	json_member(&writer, "name", image->name);
	json_member(&writer, "key", check->key);
	json_member(&writer, "check", check->name);
	json_member(&writer, "expected", check->expected);
	if (check->words)
		write_command(&writer, check);
	json_member(&writer, "result", word_of(got->state));
	json_member_boolean(&writer, "remembered", got->remembered);
	json_member_count(&writer, "milliseconds", (size_t)(got->seconds * 1000));
	if (got->state != CHECK_PASSED)
		json_member(&writer, "message", got->message);
	if (got->state == CHECK_FAILED && got->output) {
		json_name(&writer, "status");
		json_integer(&writer, got->status);
		json_member(&writer, "output", got->output);
	}
	end_line(report, &writer);
}

static void
finish(struct reporter *reporter, const struct check_counts *counts, bool complete)
{
	struct report_json *report = (struct report_json *)reporter;
	struct json_writer writer = {.text = &report->text};

	json_open(&writer, '{');
	json_member(&writer, "event", "counts");
	json_member_count(&writer, "passed", counts->passed);
	json_member_count(&writer, "failed", counts->failed);
	json_member_count(&writer, "missing", counts->missing);
	json_member_count(&writer, "not_run", counts->not_run);
	json_member_boolean(&writer, "complete", complete);
	end_line(report, &writer);
	if (report->files)
		report_files_write(report->files, "json", &report->text);
	text_free(&report->text);
}

struct report_json
report_json_new(struct report_files *files)
{
	return (struct report_json){.reporter = {.result = result, .finish = finish},
		.files = files,
		.text = TEXT_EMPTY};
}
