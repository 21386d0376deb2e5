#include <string.h>

#include "build/publish/bake_images.h"
#include "build/report/report.h"
#include "build/report/report_files.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "engine/buildx.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/string_list.h"
#include "support/banned.h"

/* Takes the values of every --allow out of the arguments, which buildx_check has looked at. */
static const char *const *
take_allowed(struct string_list *arguments)
{
	static const char option[] = "--allow";
	const size_t length = strlen(option);
	struct string_list allowed = {.arena = arguments->arena};
	size_t kept = 0;

	for (size_t i = 0; i < arguments->count; i++) {
		const char *word = arguments->items[i];

		if (strcmp(word, option) == 0 && i + 1 < arguments->count)
			string_list_add(&allowed, arguments->items[++i]);
		else if (strncmp(word, option, length) == 0 && word[length] == '=')
			string_list_add(&allowed, word + length + 1);
		else
			arguments->items[kept++] = word;
	}
	arguments->count = kept;
	return string_list_end(&allowed);
}

/*
 * Takes the arguments of buildx out of the words of the call: what starts with - and is no option
 * of basegen's, with the value where that stands in the next word, and all behind a --.
 */
static void
take_arguments(struct call *call, struct string_list *arguments)
{
	bool all = false;
	int kept = 0;

	for (int i = 0; i < call->word_count; i++) {
		char *word = call->words[i];
		const bool own = strcmp(word, "--all") == 0 || strncmp(word, "--format", 8) == 0;

		if (!all && strcmp(word, "--") == 0) {
			all = true;
		} else if (!all && own) {
			call->words[kept++] = word;
			if (strcmp(word, "--format") == 0 && i + 1 < call->word_count)
				call->words[kept++] = call->words[++i];
		} else if (all || word[0] == '-') {
			string_list_add(arguments, word);
			if (!all && buildx_takes_value(word) && i + 1 < call->word_count)
				string_list_add(arguments, call->words[++i]);
		} else {
			call->words[kept++] = word;
		}
	}
	call->words[kept] = NULL;
	call->word_count = kept;
}

enum outcome
command_bake(struct call *call)
{
	static const char formats[] = "text json github";
	const char *format = call_format(call, formats), *all = NULL,
		   *allow = NULL /* was taken, as it may come often */;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--all", false, &all},
		{"--allow", true, &allow}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project,
		.quiet = call->format == DIAGNOSTIC_JSON,
		.needs_registry = true,
		.without_engine = true};
	struct string_list arguments = {.arena = &project.arena};
	struct bake_options options = {.out = call->places.out};
	struct report_files reports = {0};

	string_list_add_words(&arguments, environment_or("BAKE_FLAGS", ""), " \t\n");
	take_arguments(call, &arguments);
	options.arguments = string_list_end(&arguments);
	enum outcome outcome =
		call_options(call, rules) && call_choice(call, "--format", format, formats)
			? buildx_check(options.arguments)
			: OUTCOME_MISTAKE;

	arguments.count--; /* without its end */
	options.allow = take_allowed(&arguments);
	options.arguments = string_list_end(&arguments);
	if (outcome == OUTCOME_DONE)
		outcome = report_files_open(
			&reports, &project.arena, &call->places, call->verb, "json");
	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, all, NULL);
	if (outcome == OUTCOME_DONE) {
		const struct report_style style = report_find_style(
			call->format, workspace.survey.engine.kind, call->places.file, &reports);

		outcome = bake_images(
			&workspace.survey, &workspace.version, &workspace.state, &style, &options);
	}
	outcome = report_files_end(&reports, outcome);
	project_close(&project);
	return outcome;
}
