#include <string.h>

#include "build/survey/pins.h"
#include "build/survey/pins_print.h"
#include "command/command.h"
#include "command/options.h"
#include "output/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
command_outdated(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats);
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {.places = call->places};
	struct text text = TEXT_EMPTY;

	if (!call_options(call, rules) || !call_has_no_words(call) ||
		!call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project);

	if (outcome == OUTCOME_DONE) {
		struct pins pins =
			pins_of_family(&project.arena, project.family, &project.lockfile);

		for (size_t i = 0; i < pins.count; i++)
			pins.items[i].marked = pins.items[i].locked;
		outcome = pins_ask(&pins);
		const size_t moved =
			pins_append_outdated(&text, &pins, strcmp(format, "json") == 0);

		print_text(&text);
		if (outcome == OUTCOME_DONE && moved)
			outcome = OUTCOME_STALE;
	}
	text_free(&text);
	project_close(&project);
	return outcome;
}
