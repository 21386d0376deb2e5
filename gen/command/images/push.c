#include <string.h>

#include "build/publish/push_images.h"
#include "build/publish/tag_images.h"
#include "build/report/report.h"
#include "build/report/report_files.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "engine/registry.h"
#include "output/project.h"
#include "support/banned.h"

/* Whether there is a registry, and what asks it, before anything is built for it. */
static enum outcome
check_registry(struct workspace *workspace)
{
	struct registry registry;
	const enum outcome outcome = workspace_open(workspace);

	return outcome == OUTCOME_DONE ? registry_open(&registry, workspace->arena, "", NULL)
				       : outcome;
}

/* Sends the images, or sets the tags of those that were sent. */
static enum outcome
publish(struct workspace *workspace, const struct report_style *style, bool keys_only)
{
	return workspace->without_engine
		       ? tag_images(&workspace->survey, &workspace->state, style)
		       : push_images(&workspace->survey, &workspace->state, style, keys_only);
}

enum outcome
command_push(struct call *call)
{
	static const char formats[] = "text json github";
	const char *format = call_format(call, formats), *all = NULL, *check = NULL,
		   *keys_only = NULL, *tags_only = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--all", false, &all},
		{"--check", false, &check}, {"--keys-only", false, &keys_only},
		{"--tags-only", false, &tags_only}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project,
		.quiet = call->format == DIAGNOSTIC_JSON,
		.needs_registry = true};
	struct report_files reports = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	if (keys_only && tags_only)
		return call_mistake(call, "--keys-only or --tags-only, not both");
	workspace.without_engine = tags_only;
	enum outcome outcome = check ? OUTCOME_DONE
				     : report_files_open(&reports, &project.arena, &call->places,
					       call->verb, "json");

	if (outcome == OUTCOME_DONE)
		outcome = check ? check_registry(&workspace)
				: image_names_survey(call, &workspace, all, NULL);
	if (outcome == OUTCOME_DONE && !check) {
		const struct report_style style = report_find_style(
			call->format, workspace.survey.engine.kind, call->places.file, &reports);

		outcome = publish(&workspace, &style, keys_only);
	}
	outcome = report_files_end(&reports, outcome);
	project_close(&project);
	return outcome;
}
