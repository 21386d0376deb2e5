#include <string.h>

#include "build/report/report_files.h"
#include "build/reproduce/reproduce_images.h"
#include "build/survey/workspace.h"
#include "build/target/permission.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/banned.h"

/* Reproduces what the survey wants, if this machine allows what the builds ask of it. */
static enum outcome
reproduce(struct workspace *workspace, const struct reproduce_options *options)
{
	const struct survey *survey = &workspace->survey;
	enum outcome outcome = permission_check(workspace->arena, survey->targets, survey->wanted,
		options->out, permission_all(workspace->arena, workspace->settings.allow, NULL));

	if (outcome == OUTCOME_DONE)
		outcome = engine_prepare(&workspace->survey.engine, workspace->arena);
	return outcome == OUTCOME_DONE ? reproduce_images(&workspace->survey, &workspace->version,
						 &workspace->state, options)
				       : outcome;
}

enum outcome
command_reproduce(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats), *all = NULL;
	const struct option_rule rules[] = {
		{"--format", true, &format}, {"--all", false, &all}, {0}};
	struct report_files reports = {0};
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .quiet = call->format == DIAGNOSTIC_JSON};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	if (all && !call_has_words(call, 0, 0, "--all or images, not both"))
		return OUTCOME_MISTAKE;
	enum outcome outcome =
		report_files_open(&reports, &project.arena, &call->places, call->verb, "json");

	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, all, NULL);

	if (outcome == OUTCOME_DONE) {
		const struct reproduce_options options = {.out = call->places.out,
			.json = strcmp(format, "json") == 0,
			.files = &reports};

		outcome = reproduce(&workspace, &options);
	}
	outcome = report_files_end(&reports, outcome);
	project_close(&project);
	return outcome;
}
