#include <string.h>

#include "build/survey/account.h"
#include "build/survey/account_print.h"
#include "build/survey/workspace.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "output/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
command_why(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats);
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {.places = call->places};
	struct workspace workspace = {
		.project = &project, .quiet = call->format == DIAGNOSTIC_JSON, .peek = true};
	struct accounts accounts = {0};
	struct text text = TEXT_EMPTY;
	bool *selected = NULL;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	enum outcome outcome = image_names_survey(call, &workspace, true, &selected);

	if (outcome == OUTCOME_DONE)
		outcome = accounts_take(&workspace.survey, selected, &accounts);
	if (outcome == OUTCOME_DONE) {
		if (strcmp(format, "json") == 0)
			accounts_append_json(&text, &accounts);
		else
			accounts_append_text(&text, &accounts, call->word_count > 0);
		print_text(&text);
	}
	text_free(&text);
	project_close(&project);
	return outcome;
}
