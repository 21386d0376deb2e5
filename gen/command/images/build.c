#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/report/report.h"
#include "build/report/report_files.h"
#include "build/run/jobs.h"
#include "build/run/run.h"
#include "build/survey/workspace.h"
#include "build/target/permission.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

/* Builds what the survey says is not there. */
static enum outcome
build(struct workspace *workspace, const struct call *call, const struct run_options *options,
	struct report_files *reports)
{
	const struct report_style style = report_find_style(
		call->format, workspace->survey.engine.kind, call->places.file, reports);

	return run_images(
		&workspace->survey, &workspace->version, &workspace->state, &style, options);
}

/* Takes every --allow out of the words. */
static bool
take_allowed(struct call *call, struct string_list *allowed)
{
	if (!call_take_values(call, "--allow", allowed))
		return false;
	for (size_t i = 0; i < allowed->count; i++)
		if (permission_check_word("--allow", allowed->items[i]) != OUTCOME_DONE)
			return false;
	return true;
}

/* `project` is closed by the caller, also after a mistake in the call. */
static enum outcome
build_in(struct project *project, struct call *call)
{
	static const char formats[] = "text json github";
	const char *jobs = NULL, *keep_going = NULL, *dry = NULL, *all = NULL, *for_push = NULL,
		   *allow = NULL /* was taken, as it may come often */,
		   *format = call_format(call, formats);
	const struct option_rule rules[] = {{"-j", true, &jobs}, {"-k", false, &keep_going},
		{"-n", false, &dry}, {"--all", false, &all}, {"--for-push", false, &for_push},
		{"--allow", true, &allow}, {"--format", true, &format}, {0}};
	const struct jobs_options makes = jobs_read_options(getenv("MAKEFLAGS"));
	struct run_options options = {.out = project->places.out};
	struct workspace workspace = {.project = project, .quiet = call->format == DIAGNOSTIC_JSON};
	struct string_list allowed = {.arena = &project->arena};
	struct report_files reports = {0};

	if (!take_allowed(call, &allowed) || !call_options(call, rules) ||
		!call_choice(call, "--format", format, formats) ||
		!call_jobs(call, jobs, &options.jobs))
		return OUTCOME_MISTAKE;
	if (all && !call_has_words(call, 0, 0, "--all or images, not both"))
		return OUTCOME_MISTAKE;
	options.allow = string_list_end(&allowed);
	options.keep_going = keep_going || makes.keep_going;
	options.dry = dry || makes.dry_run || makes.question;
	workspace.needs_registry = for_push;

	enum outcome outcome = options.dry ? OUTCOME_DONE
					   : report_files_open(&reports, &project->arena,
						     &call->places, call->verb, "json");

	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, all, NULL);
	options.verbose = workspace.settings.verbose;
	if (outcome == OUTCOME_DONE && for_push && workspace.settings.cache)
		outcome = workspace_prefer_registry(&workspace, NULL);
	if (outcome == OUTCOME_DONE)
		outcome = build(&workspace, call, &options, &reports);
	return report_files_end(&reports, outcome);
}

enum outcome
command_build(struct call *call)
{
	struct project project = {.places = call->places};
	const enum outcome outcome = build_in(&project, call);

	project_close(&project);
	return outcome;
}
