#include "build/publish/release_images.h"

#include <string.h>

#include "build/report/report.h"
#include "command/command.h"
#include "command/project.h"
#include "command/workspace.h"
#include "support/banned.h"

enum outcome
command_release(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *all = NULL,
		   *check = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--all", false, &all},
		{"--check", false, &check}, {0}};
	struct project project = {0};
	struct workspace workspace = {0};
	struct version version;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = workspace_open(&workspace, &project, call, false);

	if (outcome == OUTCOME_DONE)
		outcome = workspace_want(&workspace, call, all, NULL);
	if (outcome == OUTCOME_DONE)
		outcome = version_find_release(&version, workspace.arena);
	if (outcome == OUTCOME_DONE && !check)
		outcome = workspace_survey(&workspace, &project, call, false);
	if (outcome == OUTCOME_DONE && !check) {
		const struct report_style style = report_find_style(
			strcmp(format, "json") == 0, workspace.survey.engine.kind);

		outcome = release_images(&workspace.survey, &version, &workspace.state, &style);
	}
	project_close(&project);
	return outcome;
}
