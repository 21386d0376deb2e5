#include "build/target/build_version.h"
#include "command/command.h"
#include "command/options.h"
#include "output/stock_mark.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
command_program_version(void)
{
	const struct stock_mark mark = stock_mark_of_program();

	print_format("basegen with version %u of the stock templates (%.12s)\n", mark.version,
		mark.hash);
	return OUTCOME_DONE;
}

enum outcome
command_version(struct call *call)
{
	const char *words = NULL;
	const struct option_rule rules[] = {{"--words", false, &words}, {0}};
	struct arena arena = {0};
	struct version version;
	struct text text = TEXT_EMPTY;

	if (!call_options(call, rules) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	enum outcome outcome = version_find(&version, &arena);

	if (outcome == OUTCOME_DONE) {
		if (words)
			version_append_words(&version, &text);
		else
			text_append_string(&text, version.text);
		text_append_character(&text, '\n');
		print_text(&text);
	}
	text_free(&text);
	arena_free(&arena);
	return outcome;
}
