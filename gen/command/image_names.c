#include "command/image_names.h"

#include <stdlib.h>
#include <string.h>

#include "build/survey/workspace.h"
#include "build/target/target.h"
#include "command/options.h"
#include "family/family.h"
#include "family/schema/schema.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/nearest.h"
#include "support/banned.h"

/* The goal of make that is nearer to `word` than the image `near` (NULL: none is near), or NULL. */
static const char *
nearest_goal(const char *word, size_t length, const char *near)
{
	struct nearest nearest = nearest_to(word, length);

	if (near)
		nearest_try(&nearest, near, strlen(near));
	for (const char *const *goal = schema_goals; *goal; goal++)
		nearest_try(&nearest, *goal, strlen(*goal));
	return nearest.found == near ? NULL : nearest.found;
}

enum outcome
image_names_unknown(const struct call *call, const struct map *images, const char *word)
{
	const size_t length = strcspn(word, ":/");
	const char *near = map_nearest(images, word, length), *goal = NULL;

	if (getenv("MAKELEVEL") && strcmp(call->verb, "build") == 0)
		goal = nearest_goal(word, length, near);
	if (map_get(images, word, length))
		return call_mistake(call,
			"image '%.*s' has no variant with the tag '%s': basegen list prints all "
			"tags",
			(int)length, word, word + length + 1);
	if (goal)
		return call_mistake(
			call, "unknown image '%s'; did you mean the goal '%s'?", word, goal);
	if (near)
		return call_mistake(call, "unknown image '%s'; did you mean '%s'?", word, near);
	return call_mistake(call, "unknown image '%s': basegen list prints all images", word);
}

const struct variant *
image_names_find(const struct call *call, const struct family *family, const char *word)
{
	const struct variant *variant = family_find_variant(family, word);

	if (!variant)
		(void)image_names_unknown(call, &family->images, word);
	return variant;
}

enum outcome
image_names_want(const struct call *call, struct workspace *workspace, bool all, bool **selected)
{
	const struct targets *targets = workspace->targets;
	bool *wanted = arena_allocate_array(workspace->arena, targets->count, sizeof(*wanted));
	enum outcome outcome = OUTCOME_DONE;

	workspace->survey.wanted = wanted;
	for (int i = 0; i < call->word_count; i++)
		if (!targets_want(targets, call->words[i], wanted))
			outcome = image_names_unknown(call, &targets->images, call->words[i]);
	for (size_t i = 0; !call->word_count && i < targets->count; i++)
		wanted[i] = all || !targets->items[i].on_demand;
	if (selected) {
		*selected = arena_allocate_array(workspace->arena, targets->count, sizeof(bool));
		memcpy(*selected, wanted, targets->count * sizeof(bool));
	}
	targets_want_parents(targets, wanted);
	return outcome;
}

enum outcome
image_names_survey(const struct call *call, struct workspace *workspace, bool all, bool **selected)
{
	enum outcome outcome = workspace_open(workspace);

	if (outcome == OUTCOME_DONE)
		outcome = image_names_want(call, workspace, all, selected);
	return outcome == OUTCOME_DONE ? workspace_survey(workspace) : outcome;
}

void
image_names_leave_unbuilt(const struct survey *survey, bool *selected)
{
	for (size_t i = 0; i < survey->targets->count; i++)
		if (survey->targets->items[i].on_demand && !survey->statuses[i].image)
			selected[i] = false;
}
