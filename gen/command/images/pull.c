#include <stdlib.h>
#include <string.h>

#include "build/report/report.h"
#include "build/report/report_files.h"
#include "build/run/jobs.h"
#include "build/run/run.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/banned.h"

enum outcome
command_pull(struct call *call)
{
	static const char formats[] = "text json github";
	const char *format = call_format(call, formats), *all = NULL, *jobs = NULL, *dry = NULL;
	const struct option_rule rules[] = {{"-j", true, &jobs}, {"-n", false, &dry},
		{"--format", true, &format}, {"--all", false, &all}, {0}};
	/* What the registry lacks does not keep the others away. */
	struct run_options options = {
		.only_pull = true, .keep_going = true, .out = call->places.out};
	const struct jobs_options makes = jobs_read_options(getenv("MAKEFLAGS"));
	enum outcome lacking = OUTCOME_DONE;
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project,
		.quiet = call->format == DIAGNOSTIC_JSON,
		.needs_registry = true};
	struct report_files reports = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats) ||
		!call_jobs(call, jobs, &options.jobs))
		return OUTCOME_MISTAKE;
	options.dry = dry || makes.dry_run || makes.question;
	enum outcome outcome = options.dry ? OUTCOME_DONE
					   : report_files_open(&reports, &project.arena,
						     &call->places, call->verb, "json");

	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, all, NULL);
	options.verbose = workspace.settings.verbose;
	if (outcome == OUTCOME_DONE)
		outcome = workspace_prefer_registry(&workspace, &lacking);
	if (outcome == OUTCOME_DONE) {
		const struct report_style style = report_find_style(
			call->format, workspace.survey.engine.kind, call->places.file, &reports);

		outcome = run_images(
			&workspace.survey, &workspace.version, &workspace.state, &style, &options);
	}
	outcome = report_files_end(&reports, outcome);
	project_close(&project);
	return outcome == OUTCOME_DONE ? lacking : outcome;
}
