#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "output/project.h"
#include "output/stock_mark.h"
#include "output/write.h"
#include "review/difference.h"
#include "support/annotation.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
word_of(const struct change *change)
{
	static const char *const words[] = {[CHANGE_ADD] = "missing",
		[CHANGE_REPLACE] = "differs",
		[CHANGE_REMOVE] = "left over"};

	return words[change->kind];
}

static void
append_annotation(struct text *text, const struct call *call, const struct change *change)
{
	struct text path = TEXT_EMPTY, message = TEXT_EMPTY;

	text_format(&path, "%s/%s", call->places.out, change->path);
	text_format(&message, "%s: run basegen generate, and commit %s", word_of(change),
		call->places.out);
	annotation_append(text, &(struct annotation){.level = "error",
					.title = "not up to date",
					.file = path.bytes,
					.message = message.bytes});
	text_free(&path);
	text_free(&message);
}

static void
print_stale(const struct call *call, const struct changes *changes)
{
	const bool github = call->format == DIAGNOSTIC_GITHUB;
	const size_t annotated = github ? annotations_shown(changes->count) : 0;
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < annotated; i++)
		append_annotation(&text, call, &changes->items[i]);
	if (github)
		annotations_append_rest(&text, "error", changes->count - annotated,
			"more files are not up to date; they are in the log");
	print_drawn(&text);
	text_clear(&text);
	for (size_t i = annotated; i < changes->count; i++) {
		const struct change *change = &changes->items[i];

		text_format(&text, "%s/", call->places.out);
		text_append_visible(&text, change->path, strlen(change->path));
		text_format(&text, ": %s\n", word_of(change));
	}
	stock_mark_explain(&text, &changes->before, call->places.out);
	print_text(&text);
	text_free(&text);
}

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
	struct changes changes = {0};

	if (!call_options(call, rules) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(&project);
	if (outcome == OUTCOME_DONE)
		outcome = project_compare(&project, &changes);
	if (outcome == OUTCOME_DONE && diff)
		print_difference(call, &project, &changes);
	else if (outcome == OUTCOME_DONE && check)
		print_stale(call, &changes);
	else if (outcome == OUTCOME_DONE)
		outcome = make_changes(call, &project, &changes);
	if (outcome == OUTCOME_DONE && check && changes.count)
		outcome = OUTCOME_STALE;
	write_close(&changes);
	project_close(&project);
	return outcome;
}
