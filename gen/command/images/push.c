#include "build/publish/push_images.h"

#include <string.h>

#include "build/report/report.h"
#include "command/command.h"
#include "command/project.h"
#include "command/workspace.h"
#include "engine/registry.h"
#include "support/banned.h"

/* Whether there is a registry, and what asks it, before anything is built for it. */
static enum outcome
check_registry(struct call *call)
{
	struct project project = {0};
	struct workspace workspace = {0};
	struct registry registry;
	enum outcome outcome = workspace_open_with_registry(&workspace, &project, call);

	if (outcome == OUTCOME_DONE)
		outcome = registry_open(&registry, workspace.arena, "", NULL);
	project_close(&project);
	return outcome;
}

enum outcome
command_push(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *all = NULL,
		   *check = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--all", false, &all},
		{"--check", false, &check}, {0}};
	struct project project = {0};
	struct workspace workspace = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	if (check)
		return check_registry(call);
	enum outcome outcome = workspace_take_with_registry(&workspace, &project, call, all);

	if (outcome == OUTCOME_DONE) {
		const struct report_style style = report_find_style(
			strcmp(format, "json") == 0, workspace.survey.engine.kind);

		outcome = push_images(&workspace.survey, &workspace.state, &style);
	}
	project_close(&project);
	return outcome;
}
