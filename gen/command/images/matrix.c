#include <stdlib.h>
#include <string.h>

#include "build/matrix/job_images.h"
#include "build/matrix/job_list.h"
#include "build/matrix/missing.h"
#include "build/survey/workspace.h"
#include "build/target/target.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "command/revision_words.h"
#include "family/family.h"
#include "family/views/levels.h"
#include "output/project.h"
#include "review/sides.h"
#include "review/value_changes.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum { LEVELS_MOST = 1000 };

/* The options of the call. */
struct wish {
	const char *all, *changed, *missing, *jobs;
	size_t levels; /* 0: each image has a job */
};

/* ID → variant of a side; nothing if it has no family. */
static struct map
variants_of(struct arena *arena, const struct family *family)
{
	struct map variants = {0};

	for (size_t i = 0; family && i < family->variant_count; i++) {
		struct variant *variant = family->order[i];

		map_set(&variants, arena, variant->id, strlen(variant->id), variant);
	}
	return variants;
}

/* Whether a variant is to be built or tested again: its tests are no part of its key. */
static bool
differs(struct arena *arena, struct map *known, const struct variant *old,
	const struct variant *new)
{
	struct value_changes changes = {0};

	if (strcmp(old->content_key, new->content_key) != 0)
		return true;
	value_changes_find(arena, known, old->resolved, new->resolved, &changes);
	return changes.count > 0;
}

/* Keeps those images in the list that differ between the sides, and those that are new. */
static enum outcome
keep_changed(const struct call *call, struct job_images *images, const char *word)
{
	struct sides sides = {0};
	struct arena arena = {0};
	struct map known = {0};
	const struct revisions revisions = revisions_of_word(&arena, word);
	const enum outcome outcome = sides_read(&sides, &revisions, &call->places);

	if (outcome == OUTCOME_DONE) {
		const struct map before = variants_of(&arena, sides.before.project.family),
				 after = variants_of(&arena, sides.after.project.family);

		for (size_t i = 0; i < images->count; i++) {
			struct job_image *image = &images->items[i];
			const char *id = images->targets->items[image->target].id;
			const struct variant *old = map_get(&before, id, strlen(id)),
					     *new = map_get(&after, id, strlen(id));

			image->listed =
				image->listed && new && (!old || differs(&arena, &known, old, new));
		}
	}
	arena_free(&arena);
	sides_close(&sides);
	return outcome;
}

static void
print(const struct workspace *workspace, const struct job_list *list, const struct wish *wish)
{
	const struct project *project = workspace->project;
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	if (wish->jobs) {
		job_list_write(&writer, list);
	} else {
		json_open(&writer, '{');
		levels_write(&writer, project->family, project->places.out);
		json_name(&writer, "jobs");
		job_list_write(&writer, list);
		json_close(&writer, '}');
	}
	text_append_string(&text, "\n");
	print_text(&text);
	text_free(&text);
}

/* Reads the options. OUTCOME_MISTAKE after a message. */
static enum outcome
read_wish(struct call *call, struct wish *wish)
{
	const char *levels = NULL;
	const struct option_rule rules[] = {{"--all", false, &wish->all},
		{"--changed", true, &wish->changed}, {"--missing", false, &wish->missing},
		{"--levels", true, &levels}, {"--jobs", false, &wish->jobs}, {0}};
	char *end = NULL;

	if (!call_options(call, rules))
		return OUTCOME_MISTAKE;
	if (wish->all && !call_has_words(call, 0, 0, "--all or images, not both"))
		return OUTCOME_MISTAKE;
	if (levels)
		wish->levels = strtoul(levels, &end, 10);
	if (levels && (*levels < '1' || *levels > '9' || *end || wish->levels > LEVELS_MOST))
		return call_mistake(call, "invalid --levels '%s': expected a number from 1 to %d",
			levels, LEVELS_MOST);
	return OUTCOME_DONE;
}

/* Finds the jobs of an open workspace. */
static enum outcome
find_jobs(struct call *call, const struct wish *wish, struct workspace *workspace,
	struct job_list *list)
{
	struct job_images images;
	enum outcome outcome = image_names_want(call, workspace, wish->all, NULL);

	if (outcome == OUTCOME_DONE)
		outcome = job_images_make(&images, workspace->arena, workspace->targets,
			&workspace->settings, workspace->survey.wanted);
	if (outcome == OUTCOME_DONE && wish->changed)
		outcome = keep_changed(call, &images, wish->changed);
	if (outcome == OUTCOME_DONE && wish->missing)
		outcome = missing_keep(workspace, &images);
	if (outcome == OUTCOME_DONE)
		*list = job_list_make(workspace->arena, &images, wish->levels);
	return outcome;
}

enum outcome
command_matrix(struct call *call)
{
	struct wish wish = {0};
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .peek = true, .needs_family = true, .without_engine = true};
	struct job_list list = {0};
	enum outcome outcome = read_wish(call, &wish);

	workspace.needs_registry = wish.missing;
	if (outcome == OUTCOME_DONE)
		outcome = workspace_open(&workspace);
	if (outcome == OUTCOME_DONE)
		outcome = find_jobs(call, &wish, &workspace, &list);
	if (outcome == OUTCOME_DONE)
		print(&workspace, &list, &wish);
	project_close(&project);
	return outcome;
}
