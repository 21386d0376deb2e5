#include "build/push.h"

#include <string.h>

#include "build/report.h"
#include "command/command.h"
#include "command/workspace.h"
#include "command/project.h"
#include "support/banned.h"

enum outcome
command_push(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *all = NULL;
	const struct option_rule rules[] = {
		{"--format", true, &format}, {"--all", false, &all}, {0}};
	struct project project = {0};
	struct workspace workspace = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = workspace_take_with_registry(&workspace, &project, call, all);

	if (outcome == OUTCOME_DONE) {
		const struct report_style style = report_find_style(
			strcmp(format, "json") == 0, workspace.survey.engine.kind);

		outcome = push_images(&workspace.survey, &workspace.state, &style);
	}
	project_close(&project);
	return outcome;
}
