#include <stdlib.h>

#include "build/matrix/changed.h"
#include "build/matrix/job_images.h"
#include "build/matrix/job_list.h"
#include "build/matrix/missing.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "command/revision_words.h"
#include "family/views/levels.h"
#include "output/project.h"
#include "review/sides.h"
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
	if (outcome == OUTCOME_DONE && wish->changed) {
		const struct revisions revisions =
			revisions_of_word(workspace->arena, wish->changed);

		outcome = changed_keep(&images, &revisions, &call->places);
	}
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
