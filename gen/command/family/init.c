#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/family/import_family.h"
#include "command/options.h"
#include "output/starter_family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether `directory` is in a git repository, and not at its top. */
static bool
is_below_top(const char *directory)
{
	char *path = realpath(directory, NULL);
	bool found = false, below = false;

	while (path && *path && !found) {
		struct text git = TEXT_EMPTY;

		text_format(&git, "%s/.git", path);
		found = access(git.bytes, F_OK) == 0;
		text_free(&git);
		if (!found) {
			*strrchr(path, '/') = '\0';
			below = true;
		}
	}
	free(path);
	return found && below;
}

/* Says how to go on after `first`: by make if its goals are there, else by the program alone. */
static void
print_next(const struct starter_request *request, bool makefile, const char *first)
{
	print_format("%s Then run in this folder:\n", first);
	if (makefile)
		print_format("    make generate    renders out/, which is to be committed\n"
			     "    make             renders out/ and builds the images\n"
			     "    make lock        writes the digests of the bases, which are "
			     "watched then\n"
			     "    make bootstrap   first, if this machine reaches no registry\n"
			     "    make help        lists the rest\n");
	else
		print_format("    basegen generate     renders out/, which is to be committed\n"
			     "    basegen build        renders out/ and builds the images\n"
			     "    basegen lock         writes the digests of the bases, which are "
			     "watched then\n"
			     "    basegen bootstrap    first, if this machine reaches no registry\n"
			     "    basegen help         lists the rest\n");
	if (request->ci_files->path)
		print_format("CI needs the variable BASEGEN_IMAGE: see basegen-ci(7).\n");
	if (request->ci_files->path && is_below_top(request->directory))
		print_format("CI reads its files only at the top of a repository, and this folder "
			     "is below: move the family there.\n");
}

/* Takes the folder `from` in; status 1 if something of it was left out. */
static enum outcome
move_in(struct arena *arena, const char *from, const struct starter_request *request)
{
	struct diagnostics diagnostics = {.arena = arena};
	struct starter_written written;
	const enum outcome outcome = import_family(arena, from, request, &written, &diagnostics);

	if (outcome != OUTCOME_DONE)
		return outcome;
	print_next(request, written.makefile, "Read images.yaml and templates/image/.");
	return failure_of_diagnostics(&diagnostics) == OUTCOME_DONE ? OUTCOME_DONE : OUTCOME_STALE;
}

/* Writes the family to start with. */
static enum outcome
start_family(struct arena *arena, const struct starter_request *request)
{
	struct starter_written written;
	const enum outcome outcome =
		starter_family_write(request, starter_family_files(arena, request->name), &written);

	if (outcome == OUTCOME_DONE) {
		print_format("%s: %zu files written for the family %s\n\n", request->directory,
			written.count, request->name);
		print_next(request, written.makefile,
			"Edit images.yaml; templates/image/ shows a template of your own.");
	}
	return outcome;
}

enum outcome
command_init(struct call *call)
{
	const char *from = NULL, *ci = "github";
	const struct option_rule rules[] = {{"--from", true, &from}, {"--ci", true, &ci}, {0}};
	struct arena arena = {0};

	if (!call_options(call, rules) || !call_choice(call, "--ci", ci, STARTER_CI_SYSTEMS) ||
		!call_has_words(call, 0, 1, "at most one folder"))
		return OUTCOME_MISTAKE;
	const char *directory = call->word_count ? call->words[0] : ".";
	const struct starter_request request = {
		.directory = directory,
		.name = starter_family_name(&arena, directory),
		.ci_files = starter_family_ci_files(ci),
	};
	const enum outcome outcome =
		from ? move_in(&arena, from, &request) : start_family(&arena, &request);

	arena_free(&arena);
	return outcome;
}
