#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/bootstrap/announce.h"
#include "build/bootstrap/recipe.h"
#include "build/bootstrap/stand_in.h"
#include "command/command.h"
#include "command/options.h"
#include "output/project.h"
#include "support/environment.h"
#include "support/banned.h"

/*
 * Whose authorities are trusted too: BOOTSTRAP_CA's if it is set, also to nothing; else this
 * machine's.
 */
static void
find_authorities(struct stand_in_options *options)
{
	options->authorities_from = getenv("BOOTSTRAP_CA") ? "BOOTSTRAP_CA" : "SSL_CERT_FILE";
	options->authorities = environment_get(options->authorities_from);
	if (!options->authorities || strcmp(options->authorities_from, "BOOTSTRAP_CA") == 0)
		return;
	announce("line", NULL,
		"SSL_CERT_FILE is set here, so stand-ins trust the authorities in %s too "
		"(BOOTSTRAP_CA= for none)",
		options->authorities);
}

/* Finds the recipes for the bases that are named, or for all of the family. */
static enum outcome
find_recipes(const struct call *call, struct project *project, struct recipes *recipes)
{
	const struct place nowhere = {0};
	enum outcome outcome = OUTCOME_DONE;

	project->diagnostics.arena = &project->arena;
	for (int i = 0; i < call->word_count; i++)
		recipes_add(
			recipes, &project->arena, call->words[i], nowhere, &project->diagnostics);
	if (!call->word_count)
		outcome = project_read(project);
	if (outcome == OUTCOME_DONE && !call->word_count)
		recipes_add_family(
			recipes, &project->arena, project->family, &project->diagnostics);
	return outcome == OUTCOME_DONE ? failure_of_diagnostics(&project->diagnostics) : outcome;
}

enum outcome
command_bootstrap(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats);
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	const char *force = environment_get("FORCE");
	struct stand_in_options options = {.engine = environment_get("ENGINE"),
		.cache = environment_get("BOOTSTRAP_CACHE"),
		.again = force && strcmp(force, "1") == 0};
	struct project project = {.places = call->places};
	struct recipes recipes = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	announce_set_json(strcmp(format, "json") == 0);
	enum outcome outcome = find_recipes(call, &project, &recipes);

	if (outcome == OUTCOME_DONE && recipes.count) {
		find_authorities(&options);
		outcome = stand_in_make(&project.arena, &options, &recipes);
	}
	project_close(&project);
	return outcome;
}
