#include <string.h>

#include "build/run/test_images.h"
#include "build/target/target.h"
#include "command/command.h"
#include "command/project.h"
#include "command/workspace.h"
#include "support/arena.h"
#include "support/banned.h"

enum outcome
command_test(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *force = NULL,
		   *all = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--force", false, &force},
		{"--all", false, &all}, {0}};
	struct project project = {0};
	struct workspace workspace = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = workspace_open(&workspace, &project, call, true);
	bool *selected = NULL;

	if (outcome == OUTCOME_DONE)
		outcome = workspace_want(&workspace, call, all, &selected);
	if (outcome == OUTCOME_DONE)
		outcome = workspace_survey(&workspace, &project, call, true);
	if (outcome == OUTCOME_DONE)
		outcome = engine_prepare(&workspace.survey.engine, workspace.arena);
	if (outcome == OUTCOME_DONE) {
		const struct test_options options = {
			.json = strcmp(format, "json") == 0, .force = force != NULL};

		outcome = test_images(&workspace.survey, selected, &workspace.state, &options);
	}
	project_close(&project);
	return outcome;
}
