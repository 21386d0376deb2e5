#include <string.h>

#include "build/survey/workspace.h"
#include "build/test_report/report_github.h"
#include "build/test_report/report_json.h"
#include "build/test_report/report_junit.h"
#include "build/test_report/report_set.h"
#include "build/test_report/report_tap.h"
#include "build/test_report/report_text.h"
#include "build/test/test_images.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "command/report_path.h"
#include "family/schema/schema.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/nearest.h"
#include "support/string_list.h"
#include "support/banned.h"

/* Whether each word is a key of images; if not, false after a message. */
static bool
are_keys(const struct call *call, const struct string_list *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct field *field = schema_image.fields;
		struct nearest nearest = nearest_to(words->items[i], strlen(words->items[i]));

		for (; field->name && strcmp(field->name, words->items[i]) != 0; field++)
			nearest_try(&nearest, field->name, strlen(field->name));
		if (field->name)
			continue;
		(void)call_mistake(call,
			nearest.found ? "--only takes a key of images, not '%s'; did you mean '%s'?"
				      : "--only takes a key of images, not '%s'",
			words->items[i], nearest.found);
		return false;
	}
	return true;
}

/* Prints in the format, and writes the file `junit` and those of REPORTS besides. */
static enum outcome
run(struct workspace *workspace, const bool *selected, const char *format, const char *junit,
	struct report_set *set, struct test_options options)
{
	struct report_text text = report_text_new();
	struct report_json json = report_json_new(NULL);
	struct report_github annotations = report_github_new();
	struct report_tap tap = report_tap_new();
	struct report_junit printed = report_junit_new(NULL), written = report_junit_new(junit);
	struct reporter *const printing = strcmp(format, "json") == 0    ? &json.reporter
					  : strcmp(format, "tap") == 0   ? &tap.reporter
					  : strcmp(format, "junit") == 0 ? &printed.reporter
									 : &text.reporter;
	struct reporter *reporters[REPORT_SET_SIZE + 4] = {printing}, **end = reporters + 1;

	if (strcmp(format, "github") == 0)
		*end++ = &annotations.reporter;
	if (junit)
		*end++ = &written.reporter;
	*report_set_add(set, end) = NULL;
	options.reporters = reporters;
	const enum outcome outcome = test_images(
		&workspace->survey, workspace->project, selected, &workspace->state, &options);

	return written.failed ? OUTCOME_MACHINE : outcome;
}

enum outcome
command_test(struct call *call)
{
	static const char formats[] = "text json tap junit github";
	const char *format = call_format(call, formats), *force = NULL, *all = NULL, *junit = NULL,
		   *key = NULL /* was taken, as it may come often */;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--junit", true, &junit},
		{"--force", false, &force}, {"--all", false, &all}, {"--only", true, &key}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project, .peek = true};
	struct string_list only = {.arena = &project.arena};
	struct report_set set = {0};
	bool *selected = NULL;
	enum outcome outcome = OUTCOME_MISTAKE;

	if (call_take_values(call, "--only", &only) && are_keys(call, &only) &&
		call_options(call, rules) && call_choice(call, "--format", format, formats) &&
		report_path_check(call, "--junit", junit)) {
		workspace.quiet = strcmp(format, "text") != 0 && strcmp(format, "github") != 0;
		outcome = report_path_clear(junit);
		if (outcome == OUTCOME_DONE)
			outcome = report_set_open(&set, &project.arena, &call->places, call->verb);
	}
	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, true, &selected);
	if (outcome == OUTCOME_DONE && !project.family)
		outcome = project_read(&project);
	if (outcome == OUTCOME_DONE && !project.tree.files.count)
		outcome = project_render(&project);
	if (outcome == OUTCOME_DONE)
		outcome = engine_prepare(&workspace.survey.engine, workspace.arena);
	if (outcome == OUTCOME_DONE && !call->word_count && !all)
		image_names_leave_unbuilt(&workspace.survey, selected);
	if (outcome == OUTCOME_DONE) {
		const struct test_options options = {
			.only = string_list_end(&only), .force = force || all};

		outcome = run(&workspace, selected, format, junit, &set, options);
	}
	outcome = report_set_end(&set, outcome);
	project_close(&project);
	return outcome;
}
