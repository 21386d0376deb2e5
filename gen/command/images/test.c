#include <string.h>

#include "build/survey/workspace.h"
#include "build/test/report_json.h"
#include "build/test/report_text.h"
#include "build/test/test_images.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/banned.h"

enum outcome
command_test(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *force = NULL,
		   *all = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--force", false, &force},
		{"--all", false, &all}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .quiet = call->format == DIAGNOSTIC_JSON, .peek = true};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	bool *selected = NULL;
	enum outcome outcome = image_names_survey(call, &workspace, all, &selected);

	if (outcome == OUTCOME_DONE)
		outcome = engine_prepare(&workspace.survey.engine, workspace.arena);
	if (outcome == OUTCOME_DONE) {
		struct report_text text = report_text_new();
		struct reporter json = report_json_new();
		struct reporter *const reporters[] = {
			strcmp(format, "json") == 0 ? &json : &text.reporter, NULL};
		const struct test_options options = {
			.reporters = reporters, .force = force != NULL};

		outcome = test_images(&workspace.survey, selected, &workspace.state, &options);
	}
	project_close(&project);
	return outcome;
}
