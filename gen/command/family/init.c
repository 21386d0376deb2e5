#include "command/command.h"
#include "command/options.h"
#include "output/starter_family.h"
#include "support/print.h"
#include "support/banned.h"

enum outcome
command_init(struct call *call)
{
	const struct option_rule none[] = {{0}};
	size_t count;

	if (!call_options(call, none) || !call_has_words(call, 0, 1, "at most one folder"))
		return OUTCOME_MISTAKE;
	const char *directory = call->word_count ? call->words[0] : ".";
	const enum outcome outcome = starter_family_write(directory, &count);

	if (outcome == OUTCOME_DONE)
		print_format("%s: %zu files written\n\n"
			     "Edit images.yaml. Then run in this folder:\n"
			     "    basegen generate    renders out/, which is to be committed\n"
			     "    basegen build       builds the images\n",
			directory, count);
	return outcome;
}
