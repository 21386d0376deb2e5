#include <string.h>

#include "build/report/report_files.h"
#include "build/scan/scan_images.h"
#include "build/scan_report/sarif.h"
#include "build/scan_report/scan_github.h"
#include "build/scan_report/scan_json.h"
#include "build/scan_report/scan_page.h"
#include "build/scan_report/scan_text.h"
#include "build/state/state.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "command/report_path.h"
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

/*
 * Writes the file of --sarif (NULL: none is wanted). A code host would close the alerts of images
 * that were not scanned, so only a whole report becomes one. False after a message.
 */
static bool
write_sarif(const char *path, const struct scan_results *scan)
{
	struct text text = TEXT_EMPTY;
	bool done = true;

	if (path && scan_is_whole(scan)) {
		sarif_append(&text, scan);
		done = state_write(path, &text);
		if (!done)
			(void)failure_of_file(path);
	}
	text_free(&text);
	return done;
}

/* Writes the files of REPORTS. */
static void
write_reports(struct report_files *files, const struct scan_results *scan)
{
	struct text page = TEXT_EMPTY, json = TEXT_EMPTY, sarif = TEXT_EMPTY;

	if (!files->folder)
		return;
	report_files_append_heading(files, &page);
	scan_page_append(&page, scan);
	scan_json_append(&json, scan);
	report_files_write(files, "md", &page);
	report_files_write(files, "json", &json);
	if (scan_is_whole(scan)) {
		sarif_append(&sarif, scan);
		report_files_write(files, "sarif", &sarif);
	}
	text_free(&page);
	text_free(&json);
	text_free(&sarif);
}

/* Prints in the format, and writes the file `sarif` and those of REPORTS besides. */
static enum outcome
scan_and_report(struct workspace *workspace, const bool *selected, const char *format,
	const char *sarif, struct report_files *files, struct scan_options options)
{
	const bool is_github = strcmp(format, "github") == 0,
		   is_text = is_github || strcmp(format, "text") == 0;
	struct scan_results scan;

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
	if (is_github)
		scan_github_print(&scan);
	write_reports(files, &scan);
	return write_sarif(sarif, &scan) ? outcome : OUTCOME_MACHINE;
}

enum outcome
command_scan(struct call *call)
{
	static const char formats[] = "text json sarif github";
	const char *format = call_format(call, formats), *force = NULL, *all = NULL, *sarif = NULL;
	const struct option_rule rules[] = {{"--format", true, &format}, {"--sarif", true, &sarif},
		{"--force", false, &force}, {"--all", false, &all}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {.project = &project, .peek = true};
	struct report_files files = {0};
	bool *selected = NULL;
	enum outcome outcome = OUTCOME_MISTAKE;

	if (call_options(call, rules) && call_choice(call, "--format", format, formats) &&
		report_path_check(call, "--sarif", sarif)) {
		workspace.quiet = strcmp(format, "text") != 0 && strcmp(format, "github") != 0;
		outcome = report_path_clear(sarif);
		if (outcome == OUTCOME_DONE)
			outcome = report_files_open(
				&files, &project.arena, &call->places, call->verb, "json sarif");
	}
	if (outcome == OUTCOME_DONE)
		outcome = image_names_survey(call, &workspace, true, &selected);
	if (outcome == OUTCOME_DONE && !project.family)
		outcome = project_read(&project);
	if (outcome == OUTCOME_DONE && !call->word_count && !all)
		image_names_leave_unbuilt(&workspace.survey, selected);
	if (outcome == OUTCOME_DONE)
		outcome = scan_and_report(&workspace, selected, format, sarif, &files,
			(struct scan_options){.force = force});
	outcome = report_files_end(&files, outcome);
	project_close(&project);
	return outcome;
}
