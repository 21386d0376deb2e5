#include <string.h>

#include "build/scan/scan_images.h"
#include "build/scan_report/sarif.h"
#include "build/scan_report/scan_json.h"
#include "build/scan_report/scan_text.h"
#include "build/state/state.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

typedef void
append_report(struct text *text, const struct scan_results *scan);

static void
print(append_report *append, const struct scan_results *scan)
{
	struct text text = TEXT_EMPTY;

	append(&text, scan);
	print_text(&text);
	text_free(&text);
}

/* Writes the file at `path` (NULL: none is wanted). False after a message. */
static bool
write(const char *path, append_report *append, const struct scan_results *scan)
{
	struct text text = TEXT_EMPTY;
	bool done = true;

	if (path) {
		append(&text, scan);
		done = state_write(path, &text);
		if (!done)
			(void)failure_of_file(path);
	}
	text_free(&text);
	return done;
}

/* Prints in the format, and writes the file `sarif` besides. */
static enum outcome
run(struct workspace *workspace, const bool *selected, const char *format, const char *sarif,
	struct scan_options options)
{
	struct scan_results scan;
	const bool is_text = strcmp(format, "text") == 0;

	if (is_text)
		options.show =
			workspace->settings.verbose ? scan_text_image_whole : scan_text_image;
	const enum outcome outcome = scan_images(&scan, &workspace->survey, workspace->project,
		selected, &workspace->state, &options);

	if (!scan.scanner.database)
		return outcome;
	if (is_text)
		scan_text_end(&scan);
	else
		print(strcmp(format, "json") == 0 ? scan_json_append : sarif_append, &scan);
	return write(sarif, sarif_append, &scan) ? outcome : OUTCOME_MACHINE;
}

enum outcome
command_scan(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *force = NULL,
		   *all = NULL, *sarif = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--sarif", true, &sarif},
		{"--force", false, &force}, {"--all", false, &all}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project, .peek = true};
	bool *selected = NULL;
	enum outcome outcome = OUTCOME_MISTAKE;

	if (call_options(call, rules) && call_choice(call, "--format", format, "text json sarif") &&
		call_can_write(call, "--sarif", sarif)) {
		workspace.quiet = strcmp(format, "text") != 0;
		outcome = image_names_survey(call, &workspace, true, &selected);
	}
	if (outcome == OUTCOME_DONE && !project.family)
		outcome = project_read(&project);
	if (outcome == OUTCOME_DONE && !call->word_count && !all)
		image_names_leave_unbuilt(&workspace.survey, selected);
	if (outcome == OUTCOME_DONE)
		outcome = run(
			&workspace, selected, format, sarif, (struct scan_options){.force = force});
	project_close(&project);
	return outcome;
}
