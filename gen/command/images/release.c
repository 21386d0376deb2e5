#include <string.h>

#include "build/publish/release_images.h"
#include "build/report/report.h"
#include "build/report/report_files.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/banned.h"

enum outcome
command_release(struct call *call)
{
	static const char formats[] = "text json github";
	const char *format = call_format(call, formats), *all = NULL, *check = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--all", false, &all},
		{"--check", false, &check}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .quiet = call->format == DIAGNOSTIC_JSON};
	struct report_files reports = {0};
	struct version version;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	enum outcome outcome = check ? OUTCOME_DONE
				     : report_files_open(&reports, &project.arena, &call->places,
					       call->verb, "json");

	if (outcome == OUTCOME_DONE)
		outcome = workspace_open(&workspace);
	if (outcome == OUTCOME_DONE)
		outcome = image_names_want(call, &workspace, all, NULL);
	if (outcome == OUTCOME_DONE)
		outcome = version_find_release(&version, workspace.arena);
	if (outcome == OUTCOME_DONE && !check)
		outcome = workspace_survey(&workspace);
	if (outcome == OUTCOME_DONE && !check) {
		const struct report_style style = report_find_style(
			call->format, workspace.survey.engine.kind, call->places.file, &reports);

		outcome = release_images(&workspace.survey, &version, &workspace.state, &style);
	}
	outcome = report_files_end(&reports, outcome);
	project_close(&project);
	return outcome;
}
