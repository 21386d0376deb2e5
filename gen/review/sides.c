#include "review/sides.h"

#include "adapters/repository_snapshot.h"
#include "review/review.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Leaves the first side out, as it has mistakes. */
static void
leave_out(struct side *side, const char *revision)
{
	struct project *project = &side->project;
	struct text text = TEXT_EMPTY;

	diagnostics_append_first(&text, &project->diagnostics);
	side->refused = arena_string(&project->arena, text.bytes);
	text_free(&text);
	project->family = NULL;
	project->tree = (struct tree){.arena = &project->arena};
	failure_warning("%s has mistakes, so nothing can be compared with it, and all images count "
			"as new: %s",
		revision, side->refused);
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

/* Opens both commits. The disk is compared only if a sparse checkout left nothing out. */
static enum outcome
open_snapshots(
	struct sides *sides, const struct revisions *revisions, const struct project_places *places)
{
	struct snapshot **before = &sides->before.snapshot;
	enum outcome outcome = revisions->from_base ? snapshot_open_base(revisions->before,
							      revisions->after, before)
						    : snapshot_open(revisions->before, before);

	if (outcome == OUTCOME_DONE && revisions->after)
		return snapshot_open(revisions->after, &sides->after.snapshot);
	if (outcome == OUTCOME_DONE)
		outcome = snapshot_check_checkout(*before, places->file);
	if (outcome == OUTCOME_DONE)
		outcome = snapshot_check_checkout(*before, places->templates);
	return outcome;
}

enum outcome
sides_read(
	struct sides *sides, const struct revisions *revisions, const struct project_places *places)
{
	sides->before.project.places = sides->after.project.places = *places;
	enum outcome outcome = open_snapshots(sides, revisions, places);

	sides->before.project.is_quiet = true;
	if (outcome == OUTCOME_DONE)
		outcome = read_side(&sides->before);
	if (outcome == OUTCOME_MISTAKE && sides->before.project.diagnostics.errors) {
		leave_out(&sides->before, revisions->before);
		outcome = OUTCOME_DONE;
	}
	return outcome == OUTCOME_DONE ? read_side(&sides->after) : outcome;
}

enum outcome
sides_compare(struct sides *sides, struct review *review)
{
	struct project *before = &sides->before.project, *after = &sides->after.project;
	const struct review_side left = {before->family, &before->tree, &before->loader},
				 right = {after->family, &after->tree, &after->loader};

	*review = review_compare(&after->arena, &left, &right);
	review->refused = sides->before.refused;
	if (review->value_count > REVIEW_VALUES_MOST)
		return failure_mistake(after->places.file,
			"more than %d values differ, too many to show image by image: "
			"basegen generate --diff shows how the files differ",
			REVIEW_VALUES_MOST);
	return OUTCOME_DONE;
}

static void
close_side(struct side *side)
{
	project_close(&side->project);
	snapshot_close(side->snapshot);
}

void
sides_close(struct sides *sides)
{
	close_side(&sides->before);
	close_side(&sides->after);
}
