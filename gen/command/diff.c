#include <string.h>

#include "border/snapshot.h"
#include "command/command.h"
#include "command/project.h"
#include "command/review_print.h"
#include "output/review.h"
#include "support/text.h"
#include "support/banned.h"

/* One side of the comparison: the commit of a revision, or without one what is on disk. */
struct side {
	struct snapshot *snapshot;
	struct project project;
};

static enum outcome
read_side(struct side *side, const char *revision, const struct call *call)
{
	enum outcome outcome = revision ? snapshot_open(revision, &side->snapshot) : OUTCOME_DONE;

	side->project.store = snapshot_store(side->snapshot);
	if (outcome == OUTCOME_DONE)
		outcome = project_read(&side->project, call);
	if (outcome == OUTCOME_DONE && side->project.family)
		outcome = project_render(&side->project, call);
	return outcome;
}

static void
close_side(struct side *side)
{
	project_close(&side->project);
	snapshot_close(side->snapshot);
}

static enum outcome
print_review(const struct review *review, const char *format, const struct review_style *style)
{
	struct text text = {0};

	(strcmp(format, "json") == 0              ? review_append_json
		: strcmp(format, "markdown") == 0 ? review_append_markdown
						  : review_append_text)(&text, review, style);
	const enum outcome outcome = call_print(&text);

	text_free(&text);
	return outcome;
}

enum outcome
command_diff(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const char *summary = NULL, *exit_code = NULL;
	const struct option_rule rules[] = {{"--format", true, &format},
		{"--summary", false, &summary}, {"--exit-code", false, &exit_code}, {0}};
	struct side before = {0}, after = {0};

	if (!call_options(call, rules) ||
		!call_choice(call, "--format", format, "text json markdown"))
		return OUTCOME_MISTAKE;
	if (call->word_count > 2)
		return call_mistake(call, "at most two revisions are compared");
	enum outcome outcome =
		read_side(&before, call->word_count > 0 ? call->words[0] : "HEAD", call);

	if (outcome == OUTCOME_DONE)
		outcome = read_side(&after, call->word_count > 1 ? call->words[1] : NULL, call);
	if (outcome == OUTCOME_DONE) {
		const struct review_style style = {call->out, !summary};
		const struct review_side sides[] = {{before.project.family, &before.project.tree},
			{after.project.family, &after.project.tree}};
		const struct review review =
			review_compare(&after.project.arena, &sides[0], &sides[1]);

		outcome = print_review(&review, format, &style);
		if (outcome == OUTCOME_DONE && exit_code &&
			(review.image_count || review.file_count))
			outcome = OUTCOME_STALE;
	}
	close_side(&before);
	close_side(&after);
	return outcome;
}
