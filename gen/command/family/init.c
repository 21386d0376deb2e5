#include "command/command.h"
#include "command/options.h"
#include "output/starter_family.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/banned.h"

/* Says how to go on: by make if its goals are there, else by the program alone. */
static void
print_next(bool makefile)
{
	print_format("Edit images.yaml; templates/image/ shows a template of your own. Then run in "
		     "this folder:\n");
	if (makefile)
		print_format("    make generate    renders out/, which is to be committed\n"
			     "    make             renders out/ and builds the images\n"
			     "    make bootstrap   first, if this machine reaches no registry\n"
			     "    make help        lists the rest\n");
	else
		print_format("    basegen generate     renders out/, which is to be committed\n"
			     "    basegen build        renders out/ and builds the images\n"
			     "    basegen bootstrap    first, if this machine reaches no registry\n"
			     "    basegen help         lists the rest\n");
}

enum outcome
command_init(struct call *call)
{
	const struct option_rule none[] = {{0}};
	struct arena arena = {0};
	struct starter_written written;

	if (!call_options(call, none) || !call_has_words(call, 0, 1, "at most one folder"))
		return OUTCOME_MISTAKE;
	const char *directory = call->word_count ? call->words[0] : ".";
	const char *name = starter_family_name(&arena, directory);
	const enum outcome outcome =
		starter_family_write(directory, starter_family_files(&arena, name), &written);

	if (outcome == OUTCOME_DONE) {
		print_format("%s: %zu files written for the family %s\n\n", directory,
			written.count, name);
		print_next(written.makefile);
	}
	arena_free(&arena);
	return outcome;
}
