#include <string.h>

#include "build/report/report_files.h"
#include "command/command.h"
#include "command/family/stale.h"
#include "command/options.h"
#include "output/project.h"
#include "output/write.h"
#include "review/difference.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* Prints file by file, so that no more than one difference is in memory. */
static void
print_difference(
	const struct call *call, const struct project *project, const struct changes *changes)
{
	struct difference_allowance allowance = difference_allowance_new();
	struct text omitted = TEXT_EMPTY;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		const struct tree_file *file = change->kind == CHANGE_REMOVE
						       ? NULL
						       : tree_find(&project->tree, change->path);
		const struct difference_side before = {change->before, change->before_length},
					     after = {file ? file->bytes : NULL,
						     file ? file->length : 0};
		struct text text = TEXT_EMPTY;

		difference_append(
			&text, &allowance, call->places.out, change->path, &before, &after);
		print_text(&text);
		text_free(&text);
	}
	difference_append_omitted(&omitted, &allowance, call->places.out);
	print_text(&omitted);
	text_free(&omitted);
}

static enum outcome
make_changes(const struct call *call, struct project *project, struct changes *changes)
{
	const enum outcome outcome = write_changes(&project->tree, call->places.out, changes);

	if (outcome == OUTCOME_DONE && call->format != DIAGNOSTIC_JSON)
		project_print_written(project, changes);
	return outcome;
}

enum outcome
command_generate(struct call *call)
{
	const char *check = NULL, *diff = NULL;
	const struct option_rule rules[] = {
		{"--check", false, &check}, {"--diff", false, &diff}, {0}};
	struct project project = {.places = call->places};
	struct report_files reports = {0};
	struct changes changes = {0};

	if (!call_options(call, rules) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	enum outcome outcome = check ? report_files_open(&reports, &project.arena, &call->places,
					       call->verb, "quality.json")
				     : OUTCOME_DONE;

	if (outcome == OUTCOME_DONE)
		outcome = project_read(&project);
	if (outcome == OUTCOME_DONE)
		outcome = project_render(&project);
	if (outcome == OUTCOME_DONE)
		outcome = project_compare(&project, &changes);
	if (outcome == OUTCOME_DONE && diff)
		print_difference(call, &project, &changes);
	else if (outcome == OUTCOME_DONE && check)
		stale_print(call, &changes);
	else if (outcome == OUTCOME_DONE)
		outcome = make_changes(call, &project, &changes);
	if (outcome == OUTCOME_DONE && check)
		stale_write_page(call, &changes, &reports);
	stale_write_quality(call, &changes, &reports);
	if (outcome == OUTCOME_DONE && check && changes.count)
		outcome = OUTCOME_STALE;
	outcome = report_files_end(&reports, outcome);
	write_close(&changes);
	project_close(&project);
	return outcome;
}
