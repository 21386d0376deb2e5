#include <string.h>

#include "adapters/snapshot.h"
#include "command/command.h"
#include "command/options.h"
#include "output/project.h"
#include "review/review.h"
#include "review/review_print.h"
#include "support/banned.h"

/* What is compared, in the words of git diff. */
struct revisions {
	const char *before, *after; /* revisions; no `after`: what is on disk */
	bool from_base;             /* the first side is the merge base of both */
};

/* One side of the comparison: the commit of a revision, or the disk if there is no revision. */
struct side {
	struct snapshot *snapshot;
	struct project project;
};

static const char *
or_head(const char *revision)
{
	return *revision ? revision : "HEAD";
}

/*
 * Reads A, A B, A..B or A...B from the words. No name of a revision contains two dots
 * (git-check-ref-format(1)).
 */
static bool
take_revisions(const struct call *call, struct arena *arena, struct revisions *revisions)
{
	char *first = call->word_count ? arena_string(arena, call->words[0]) : NULL;
	char *dots = first ? strstr(first, "..") : NULL;

	if (!call_has_words(call, 0, 2, "at most two revisions"))
		return false;
	if (call->word_count == 2 && (dots || strstr(call->words[1], ".."))) {
		call_mistake(call, "invalid revisions '%s %s': expected A, A B, A..B or A...B",
			call->words[0], call->words[1]);
		return false;
	}
	*revisions = (struct revisions){first ? first : "HEAD",
		call->word_count > 1 ? call->words[1] : NULL, dots && dots[2] == '.'};
	if (dots) {
		revisions->after = or_head(dots + 2 + revisions->from_base);
		*dots = '\0';
		revisions->before = or_head(first);
	}
	return true;
}

/* Reads and renders a side. Both sides share what variants add to the budget of a run. */
static enum outcome
read_side(struct side *side)
{
	side->project.store = snapshot_store(side->snapshot);
	enum outcome outcome = project_read(&side->project);

	side->project.budget.variants /= 2;
	if (outcome == OUTCOME_DONE && side->project.family)
		outcome = project_render(&side->project);
	return outcome;
}

/* Opens both commits, so that nothing is read before it is known that they can be. */
static enum outcome
open_sides(const struct revisions *revisions, const struct call *call, struct side *before,
	struct side *after)
{
	enum outcome outcome =
		revisions->from_base
			? snapshot_open_base(revisions->before, revisions->after, &before->snapshot)
			: snapshot_open(revisions->before, &before->snapshot);

	if (outcome == OUTCOME_DONE && revisions->after)
		return snapshot_open(revisions->after, &after->snapshot);
	if (outcome == OUTCOME_DONE)
		outcome = snapshot_check_checkout(before->snapshot, call->places.file);
	if (outcome == OUTCOME_DONE)
		outcome = snapshot_check_checkout(before->snapshot, call->places.templates);
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
	(strcmp(format, "json") == 0              ? review_print_json
		: strcmp(format, "markdown") == 0 ? review_print_markdown
						  : review_print_text)(review, style);
	return OUTCOME_DONE;
}

enum outcome
command_diff(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const char *summary = NULL, *exit_code = NULL;
	const struct option_rule rules[] = {{"--format", true, &format},
		{"--summary", false, &summary}, {"--exit-code", false, &exit_code}, {0}};
	struct side before = {.project.places = call->places},
		    after = {.project.places = call->places};
	struct revisions revisions;

	if (!call_options(call, rules) ||
		!call_choice(call, "--format", format, "text json markdown"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = OUTCOME_MISTAKE;

	if (take_revisions(call, &after.project.arena, &revisions))
		outcome = open_sides(&revisions, call, &before, &after);
	if (outcome == OUTCOME_DONE)
		outcome = read_side(&before);
	if (outcome == OUTCOME_DONE)
		outcome = read_side(&after);
	if (outcome == OUTCOME_DONE) {
		const struct review_style style = {call->places.out, !summary};
		const struct review_side sides[] = {{before.project.family, &before.project.tree},
			{after.project.family, &after.project.tree}};
		const struct review review =
			review_compare(&after.project.arena, &sides[0], &sides[1]);

		if (review.value_count > REVIEW_VALUES_MOST)
			outcome = failure_mistake(call->places.file,
				"more than %d values differ, too many to show image by image: "
				"basegen generate --diff shows how the files differ",
				REVIEW_VALUES_MOST);
		else
			outcome = print_review(&review, format, &style);
		if (outcome == OUTCOME_DONE && exit_code &&
			(review.image_count || review.file_count))
			outcome = OUTCOME_STALE;
	}
	close_side(&before);
	close_side(&after);
	return outcome;
}
