#include <string.h>

#include "build/report/report_files.h"
#include "command/command.h"
#include "command/options.h"
#include "command/revision_words.h"
#include "review/review.h"
#include "review/review_print.h"
#include "review/sides.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static void
print(const struct review *review, const char *format, const struct review_style *style)
{
	if (strcmp(format, "json") == 0)
		review_print_json(review, style);
	else if (strcmp(format, "github") == 0)
		review_print_github(review, style);
	else if (strcmp(format, "markdown") == 0)
		review_print_markdown(review, style);
	else
		review_print_text(review, style);
}

/* Writes the page of the job: diff.md. */
static void
write_page(
	struct report_files *reports, const struct review *review, const struct review_style *style)
{
	struct text page = TEXT_EMPTY;

	if (!reports->folder)
		return;
	report_files_append_heading(reports, &page);
	review_append_markdown(&page, review, style);
	text_append_character(&page, '\n');
	report_files_write(reports, "md", &page);
	text_free(&page);
}

enum outcome
command_diff(struct call *call)
{
	static const char formats[] = "text json markdown github";
	const char *format = call_format(call, formats);
	const char *summary = NULL, *exit_code = NULL;
	const struct option_rule rules[] = {{"--format", true, &format},
		{"--summary", false, &summary}, {"--exit-code", false, &exit_code}, {0}};
	struct report_files reports = {0};
	struct sides sides = {0};
	struct arena arena = {0};
	struct revisions revisions;
	struct review review;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	enum outcome outcome =
		call_revisions(call, &arena, &revisions) ? OUTCOME_DONE : OUTCOME_MISTAKE;

	if (outcome == OUTCOME_DONE)
		outcome = report_files_open(&reports, &arena, &call->places, call->verb, "");
	if (outcome == OUTCOME_DONE)
		outcome = sides_read(&sides, &revisions, &call->places);
	if (outcome == OUTCOME_DONE)
		outcome = sides_compare(&sides, &review);
	if (outcome == OUTCOME_DONE) {
		const struct review_style style = {call->places.file, call->places.out, !summary};

		print(&review, format, &style);
		write_page(&reports, &review, &style);
		if (exit_code && (review.image_count || review.file_count))
			outcome = OUTCOME_STALE;
	}
	outcome = report_files_end(&reports, outcome);
	sides_close(&sides);
	arena_free(&arena);
	return outcome;
}
