#include <stdlib.h>
#include <string.h>

#include "build/run/jobs.h"
#include "build/survey/inspected.h"
#include "build/survey/obsolete.h"
#include "build/survey/tag_moves.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

struct prune_options {
	bool dry, json, removed;
};

/* Tells what became of a name; `why` is "" unless the engine keeps it. */
static void
print_name(const struct prune_options *options, const struct obsolete *item, const char *name,
	const char *why)
{
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	if (!options->json) {
		const char *done = options->dry ? "would remove" : "removed";

		print_format("%s %s%s%s\n", *why ? "kept" : done, name, *why ? ": " : "", why);
		return;
	}
	json_open(&writer, '{');
	json_member(&writer, "name", name);
	json_member(&writer, "id", item->image->id);
	json_member(&writer, "key", item->image->key);
	json_member_boolean(&writer, "removed", !options->dry && !*why);
	if (*why)
		json_member(&writer, "why", why);
	json_close(&writer, '}');
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
}

/* Removes the names of an image. OUTCOME_STALE if the engine keeps one. */
static enum outcome
remove_names(
	struct survey *survey, const struct prune_options *options, const struct obsolete *item)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < item->name_count; i++) {
		struct text why = TEXT_EMPTY;

		if (!options->dry && !tag_remove(survey, item->image->id, item->names[i], &why))
			outcome = OUTCOME_STALE;
		print_name(options, item, item->names[i], why.bytes);
		text_free(&why);
	}
	return outcome;
}

static enum outcome
prune(struct survey *survey, const bool *selected, const struct prune_options *options)
{
	struct obsoletes found;
	enum outcome outcome = obsolete_find(survey, selected, options->removed, &found);

	for (size_t i = 0; outcome != OUTCOME_MACHINE && i < found.count; i++)
		if (remove_names(survey, options, &found.items[i]) != OUTCOME_DONE)
			outcome = OUTCOME_STALE;
	return outcome;
}

enum outcome
command_prune(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats), *dry = NULL, *removed = NULL;
	const struct option_rule rules[] = {{"-n", false, &dry}, {"--removed", false, &removed},
		{"--format", true, &format}, {0}};
	const struct jobs_options makes = jobs_read_options(getenv("MAKEFLAGS"));
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .quiet = call->format == DIAGNOSTIC_JSON, .peek = true};
	bool *selected = NULL;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	const struct prune_options options = {.dry = dry || makes.dry_run || makes.question,
		.json = strcmp(format, "json") == 0,
		.removed = removed};
	enum outcome outcome = image_names_survey(call, &workspace, true, &selected);

	if (outcome == OUTCOME_DONE)
		outcome = prune(&workspace.survey, selected, &options);
	project_close(&project);
	return outcome;
}
