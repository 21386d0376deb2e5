#include "command/help.h"

#include <assert.h>
#include <string.h>

#include "command/command.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

struct help_option {
	const char *name;     /* with its dashes; NULL ends the options */
	const char *argument; /* as it stands in the usage; NULL: it takes none */
	const char *text;
};

struct help {
	const char *verb;
	const char *operands; /* as they stand in the usage */
	const struct help_option *options;
	const char *text;
};

enum { LINE_LONGEST = 79, NAMES_WIDEST = 29 };

static const struct help_option generate_options[] = {
	{"--check", NULL, "write nothing; name what is not up to date, and end with 1 then"},
	{"--diff", NULL, "write nothing; print what would change as a patch"},
	{0},
};

static const struct help_option diff_options[] = {
	{"--format", "text|json|markdown", "how it is printed; markdown is for a pull request"},
	{"--summary", NULL, "leave out how the files differ"},
	{"--exit-code", NULL, "end with 1 if anything differs"},
	{0},
};

static const struct help_option build_options[] = {
	{"-j", "N", "build N side by side; else as many as make allows, or one"},
	{"-k", NULL, "go on with what does not need the image that failed"},
	{"-n", NULL, "only say what would be built, with V=1 by which commands"},
	{"--all", NULL, "those that have on-demand too"},
	{"--allow", "WORD", "network.host, ssh or fs.read=PATH: what builds may have"},
	{"--for-push", NULL,
		"with CACHE=1, stand on what the registry has, not on what was built here"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option pull_options[] = {
	{"-j", "N", "pull N side by side; else as many as make allows, or one"},
	{"-n", NULL, "only say what would be pulled, with V=1 by which commands"},
	{"--all", NULL, "those that have on-demand too"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option push_options[] = {
	{"--all", NULL, "those that have on-demand too"},
	{"--check", NULL, "only say whether a registry is known, and send nothing"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option release_options[] = {
	{"--all", NULL, "those that have on-demand too"},
	{"--check", NULL, "only say whether the commit is a release"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option bake_options[] = {
	{"--all", NULL, "those that have on-demand too"},
	{"--allow", "WORD", "what bakes may have of this machine: for build, and for buildx"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option test_options[] = {
	{"--all", NULL, "those that have on-demand too"},
	{"--force", NULL, "run again what has passed"},
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option bootstrap_options[] = {
	{"--format", "text|json", "how the run is shown; json is a line for each event"},
	{0},
};

static const struct help_option lock_options[] = {
	{"--update", NULL, "ask for what is locked too, and take up what has moved"},
	{"--format", "text|json", "how it is printed; json is a line for each base"},
	{0},
};

static const struct help_option outdated_options[] = {
	{"--format", "text|json", "how it is printed; json is a line for each base"},
	{0},
};

static const struct help_option engine_options[] = {
	{"--path", NULL, "print the path of the engine alone"},
	{"--format", "text|json", "how it is printed"},
	{0},
};

static const struct help_option format_options[] = {
	{"--format", "text|json", "how it is printed"},
	{0},
};

static const struct help_option show_options[] = {
	{"--format", "yaml|json", "how it is printed"},
	{0},
};

static const struct help_option graph_options[] = {
	{"--format", "dot|mermaid|json|svg", "how it is printed; svg runs dot of graphviz"},
	{0},
};

static const struct help_option version_options[] = {
	{"--words", NULL, "print VERSION=, REVISION= and more, as words for scripts"},
	{0},
};

static const struct help_option render_options[] = {
	{"--data", "DATA", "a file of YAML or JSON that holds a map"},
	{"-I", "DIR", "look for included templates here too; can be repeated"},
	{"--trim-blocks", NULL, "as jinja2's trim_blocks"},
	{"--lstrip-blocks", NULL, "as jinja2's lstrip_blocks"},
	{"--keep-trailing-newline", NULL, "as jinja2's keep_trailing_newline"},
	{"--undefined", "strict|default", "strict: what is not defined is an error"},
	{0},
};

static const struct help_option none_options[] = {
	{0},
};

static const struct help helps[] = {
	{"generate", "", generate_options,
		"Renders out/ from images.yaml and templates/. Only files that differ are "
		"written."},
	{"diff", "[REV | REV REV | REV..REV | REV...REV]", diff_options,
		"Says what an edit means: which images change, which of them are built again "
		"because of what, and how out/ differs. What is on disk is compared with the "
		"commit REV (HEAD), or one commit with another; A...B is what B brings since "
		"it left A."},
	{"why", "[IMAGE]...", format_options,
		"Says what the content key of an image is made of, and how that differs from "
		"what the engine holds. Without an image, whether each is up to date, and why "
		"not."},
	{"list", "", format_options,
		"Prints the images, a line for each variant, in the order of building."},
	{"show", "IMAGE", show_options,
		"Prints all keys of an image as they are resolved, and where each value comes "
		"from. IMAGE is the variant that is tagged latest, IMAGE/TAG another one."},
	{"graph", "", graph_options, "Prints what is built on what."},
	{"matrix", "", none_options,
		"Prints what can be built side by side, as a line of JSON for a CI system."},
	{"build", "[IMAGE]...", build_options,
		"Renders out/ if something that it comes from has changed, then builds, in "
		"order, what is not current of the images that are named and of what they "
		"need. Without a name, of all but those that have on-demand."},
	{"pull", "[IMAGE]...", pull_options,
		"Gets from the registry, by content key, what it has of the images that are named "
		"and of what they need, also where this machine has built another image of that "
		"key. "
		"Builds nothing."},
	{"push", "[IMAGE]...", push_options,
		"Sends what was built to the registry under its content key, unless it has that "
		"key, "
		"and sets the public tags when all images are there. No key is written "
		"over, and no version is given to another content; tags without a version only go "
		"forward, unless MOVE=1."},
	{"release", "[IMAGE]...", release_options,
		"Gives the images that were built and tested the version of the commit's tag, in "
		"their labels and in the tags with a version, on the very same layers. Builds and "
		"sends nothing."},
	{"bake", "[IMAGE]... [ARGUMENT]...", bake_options,
		"Has BuildKit workers build, by buildx, what the registry does not have under its "
		"content keys, of the images that are named and of what they need; without a name, "
		"of "
		"all but those that have on-demand. Then it sets the public tags by the rules of "
		"push. "
		"No engine is needed. Other options, and all behind --, are for buildx: --builder, "
		"--progress, --no-cache, --set of caches and the like."},
	{"test", "[IMAGE]...", test_options,
		"Runs the tests that images.yaml has for the images, on what their content "
		"keys name in the engine. Without a name, those of all but the images that "
		"have on-demand."},
	{"lock", "[BASE]...", lock_options,
		"Writes into images.lock the digest of each base that has none there, as its "
		"registry says it. With --update, of all bases or of those that are named. "
		"Says which images will be built again."},
	{"outdated", "", outdated_options,
		"Says which locked bases stand for another image now, and which images stand on "
		"them. Ends with 1 if one has moved."},
	{"bootstrap", "[BASE]...", bootstrap_options,
		"Builds stand-ins for the bases that are named, or for all, from the packages "
		"of their distribution, on machines that reach no registry."},
	{"engine", "", engine_options,
		"Says which docker, podman or buildah builds the images, and why others were "
		"passed over."},
	{"schema", "", none_options, "Prints the JSON Schema of images.yaml, which editors use."},
	{"init", "[DIR]", none_options,
		"Writes a small family to start with, with comments and all templates, into "
		"DIR or the current folder. Nothing is overwritten."},
	{"version", "", version_options, "Prints the version that git gives the checkout."},
	{"render", "FILE", render_options,
		"Renders any Jinja template with any data to standard output."},
	{"help", "[COMMAND]", none_options, "Lists the commands, or tells the options of one."},
};

static const struct help *
find_help(const char *verb)
{
	for (size_t i = 0; i < sizeof(helps) / sizeof(*helps); i++)
		if (strcmp(helps[i].verb, verb) == 0)
			return &helps[i];
	return NULL;
}

static void
append_usage(struct text *text, const struct help *help)
{
	text_format(text, "usage: basegen %s", help->verb);
	for (const struct help_option *option = help->options; option->name; option++)
		text_format(text, " [%s%s%s]", option->name, option->argument ? " " : "",
			option->argument ? option->argument : "");
	text_format(text, "%s%s\n", *help->operands ? " " : "", help->operands);
}

/* The words in lines that a terminal holds. */
static void
append_lines(struct text *text, const char *words)
{
	size_t column = 0;

	for (size_t length; *words; words += length, words += *words == ' ') {
		length = strcspn(words, " ");
		if (column)
			text_append_character(text, column + length < LINE_LONGEST ? ' ' : '\n');
		column = column && column + length < LINE_LONGEST ? column + 1 + length : length;
		text_append(text, words, length);
	}
	text_append_character(text, '\n');
}

static void
append_option(struct text *text, const char *name, const char *argument, const char *line)
{
	const char *behind = argument ? argument : "";
	const int width = NAMES_WIDEST - (int)strlen(name);

	text_format(text, "    %s %-*s %s\n", name, width > 0 ? width : 0, behind, line);
}

enum outcome
help_print(const char *verb)
{
	const struct help *help = find_help(verb);
	struct text text = TEXT_EMPTY;

	assert(help);
	append_usage(&text, help);
	text_append_character(&text, '\n');
	append_lines(&text, help->text);
	text_append_character(&text, '\n');
	for (const struct help_option *option = help->options; option->name; option++)
		append_option(&text, option->name, option->argument, option->text);
	append_option(&text, "--help", NULL, "this text");
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}
