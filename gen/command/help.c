#include "command/help.h"

#include <assert.h>
#include <string.h>

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
	{"--check", NULL, "write nothing; name files that are not up to date, then exit with 1"},
	{"--diff", NULL, "write nothing; print the changes as a patch"},
	{0},
};

static const struct help_option diff_options[] = {
	{"--format", "text|json|markdown|github",
		"output format; markdown is for a pull request, github for its checks"},
	{"--summary", NULL, "leave out the differences of files"},
	{"--exit-code", NULL, "exit with 1 if anything differs"},
	{0},
};

static const struct help_option matrix_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--changed", "REV", "only jobs for images that differ from REV, A..B or A...B"},
	{"--missing", NULL, "only jobs for what the registry lacks"},
	{"--levels", "N", "at most N levels of jobs; 1: no job needs another"},
	{"--jobs", NULL, "print only the list of jobs"},
	{0},
};

static const struct help_option build_options[] = {
	{"-j", "N", "build N images side by side; default: what make allows, or 1"},
	{"-k", NULL, "after a failure, continue with images that do not need it"},
	{"-n", NULL, "print what would be built; with V=1, the commands"},
	{"--all", NULL, "include images marked on-demand"},
	{"--allow", "WORD", "allow builds network.host, ssh or fs.read=PATH; can be repeated"},
	{"--for-push", NULL, "with CACHE=1, build on the images of the registry"},
	{"--format", "text|json|github", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option pull_options[] = {
	{"-j", "N", "pull N images side by side; default: what make allows, or 1"},
	{"-n", NULL, "print what would be pulled; with V=1, the commands"},
	{"--all", NULL, "include images marked on-demand"},
	{"--format", "text|json|github", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option push_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--check", NULL, "send nothing; check that a registry is known"},
	{"--keys-only", NULL, "set no public tag"},
	{"--tags-only", NULL, "send nothing; set the public tags if all images are there"},
	{"--format", "text|json|github", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option release_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--check", NULL, "change nothing; check that the commit is a release"},
	{"--format", "text|json|github", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option bake_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--allow", "WORD", "allow builds network.host, ssh or fs.read=PATH; can be repeated"},
	{"--format", "text|json|github", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option test_options[] = {
	{"--all", NULL, "test all images, and run tests again that have passed"},
	{"--force", NULL, "run tests again that have passed"},
	{"--format", "text|json|tap|junit|github",
		"output format; json prints one event on each line"},
	{"--junit", "FILE", "write a report for CI systems to FILE, too"},
	{"--only", "KEY", "check only what this key of images says; may be repeated"},
	{0},
};

static const struct help_option scan_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--force", NULL, "scan images again that were scanned with this database"},
	{"--format", "text|json|sarif|github",
		"output format; github adds annotations to the text"},
	{"--sarif", "FILE", "write a report for code hosts to FILE, too"},
	{0},
};

static const struct help_option reproduce_options[] = {
	{"--all", NULL, "include images marked on-demand"},
	{"--format", "text|json", "output format; json prints one finding on each line"},
	{0},
};

static const struct help_option prune_options[] = {
	{"-n", NULL, "print what would be removed"},
	{"--removed", NULL, "also images of entries that images.yaml no longer has"},
	{"--format", "text|json", "output format; json prints one name on each line"},
	{0},
};

static const struct help_option init_options[] = {
	{"--from", "FOLDER", "take in the Dockerfiles of FOLDER, with the files beside them"},
	{"--ci", "github|gitlab|none", "the CI system whose files are written (default: github)"},
	{0},
};

static const struct help_option bootstrap_options[] = {
	{"--format", "text|json", "output format; json prints one event on each line"},
	{0},
};

static const struct help_option lock_options[] = {
	{"--update", NULL, "ask for locked bases too, and take up those that have moved"},
	{"--format", "text|json", "output format; json prints one base on each line"},
	{0},
};

static const struct help_option outdated_options[] = {
	{"--format", "text|json", "output format; json prints one base on each line"},
	{0},
};

static const struct help_option engine_options[] = {
	{"--path", NULL, "print only the path of the engine"},
	{"--format", "text|json", "output format"},
	{0},
};

static const struct help_option format_options[] = {
	{"--format", "text|json", "output format"},
	{0},
};

static const struct help_option show_options[] = {
	{"--format", "yaml|json", "output format"},
	{0},
};

static const struct help_option graph_options[] = {
	{"--format", "dot|mermaid|json|svg", "output format; svg needs dot of Graphviz"},
	{0},
};

static const struct help_option version_options[] = {
	{"--words", NULL, "print VERSION=, REVISION= and more, as words for scripts"},
	{0},
};

static const struct help_option render_options[] = {
	{"--data", "DATA", "a YAML or JSON file that contains a map"},
	{"--set", "NAME=TEXT", "set a variable, over the data; can be repeated"},
	{"-I", "DIR", "search DIR for included templates; can be repeated"},
	{"--trim-blocks", NULL, "the option trim_blocks of jinja2"},
	{"--lstrip-blocks", NULL, "the option lstrip_blocks of jinja2"},
	{"--keep-trailing-newline", NULL, "the option keep_trailing_newline of jinja2"},
	{"--undefined", "strict|default", "strict: an undefined variable is an error"},
	{0},
};

static const struct help_option none_options[] = {
	{0},
};

#define NAMED_IMAGES                                                                               \
	"Works on the named images and the images that they need; without a name, on all images "  \
	"except those marked on-demand."

static const struct help helps[] = {
	{"generate", "", generate_options,
		"Renders out/ from images.yaml and templates/. Writes only files that differ."},
	{"diff", "[REV | REV REV | REV..REV | REV...REV]", diff_options,
		"Prints the effect of an edit: which images changed and how, which are built again "
		"and why, and the differences in out/. Compares the files on disk with the commit "
		"REV (default: HEAD), or one commit with another. A...B shows what B has changed "
		"since it left A."},
	{"why", "[IMAGE]...", format_options,
		"Prints the inputs of the content key of an image, and which of them differ from "
		"the image in the engine. Without a name, prints for each image whether it is "
		"current, and why not."},
	{"list", "", format_options,
		"Prints the images in the order of building, one line for each variant."},
	{"show", "IMAGE", show_options,
		"Prints all keys of an image, and where each value comes from. IMAGE is the latest "
		"variant, IMAGE/TAG another one."},
	{"graph", "", graph_options, "Prints which image is built on which."},
	{"matrix", "[IMAGE]...", matrix_options,
		"Prints a line of JSON for a CI system: which images can be built side by side, "
		"and jobs that build them on their platforms. The jobs are for the named images "
		"and the images that they need; without a name, for all images except those "
		"marked on-demand."},
	{"build", "[IMAGE]...", build_options,
		"Builds the images that are not current, parents first. " NAMED_IMAGES
		" Renders out/ first if its inputs have changed."},
	{"pull", "[IMAGE]...", pull_options,
		"Pulls the images that the registry has under their content keys. " NAMED_IMAGES
		" The registry's image replaces another image of the same key on this machine. "
		"Builds nothing."},
	{"push", "[IMAGE]...", push_options,
		"Sends built images to the registry under their content keys. " NAMED_IMAGES
		" A key that the registry has is not overwritten. The public tags are set when "
		"the registry has all images. Tags with a version never move to another content, "
		"and other tags only move forward unless MOVE=1. Builds nothing."},
	{"release", "[IMAGE]...", release_options,
		"Gives images that were built and tested the version of the commit's tag, in "
		"their labels and in tags with a version. " NAMED_IMAGES
		" The layers stay the same. Builds and sends nothing."},
	{"bake", "[IMAGE]... [ARGUMENT]...", bake_options,
		"Lets BuildKit workers build the images that the registry does not have under "
		"their content keys, and sets the public tags by the rules of push. " NAMED_IMAGES
		" Needs buildx, and no engine. All other options, and all words after --, are "
		"passed to buildx: --builder, --progress, --no-cache, and --set for caches, "
		"networks and limits."},
	{"test", "[IMAGE]...", test_options,
		"Checks what images.yaml declares in the named images, or in all images except "
		"those marked on-demand that are not built, and runs their tests. The image is "
		"the one that the engine has under the content key."},
	{"scan", "[IMAGE]...", scan_options,
		"Looks for vulnerabilities in the named images, or in all images except those "
		"marked on-demand that are not built. The image is the one that the engine has "
		"under the content key. A finding is told once, at the image that brings it. Exits "
		"with 1 if one is as severe as SCAN_FAIL (default: high) and images.yaml makes no "
		"exception for it."},
	{"reproduce", "[IMAGE]... | --all", reproduce_options,
		"Builds images twice without the engine's cache, compares the two, and names the "
		"files that differ. " NAMED_IMAGES " Exits with 1 if two builds differ in more "
		"than the engine cannot help."},
	{"prune", "[IMAGE]...", prune_options,
		"Removes images of the family from the engine whose content key none of its "
		"variants has any more. Without IMAGE, those of all images. Registries are not "
		"asked. Exits with 1 if the engine keeps an image, such as one that a container "
		"uses."},
	{"lock", "[BASE]...", lock_options,
		"Asks the registries for the digests of bases that are not in images.lock, and "
		"writes them there. With --update, asks for the named bases, or for all. Prints "
		"which images will be built again."},
	{"outdated", "", outdated_options,
		"Asks the registries which locked bases have moved, and prints the images on them. "
		"Exits with 1 if one has moved."},
	{"rebuild", "TEXT [IMAGE]...", format_options,
		"Sets the key rebuild of the named images, or of all, in images.yaml, and leaves "
		"all else in it as it is. TEXT is a date, or another text of a line. Prints which "
		"images will be built again, with newer packages."},
	{"bootstrap", "[BASE]...", bootstrap_options,
		"Builds stand-ins for the named bases, or for all, from Debian's packages. This is "
		"for machines that reach no registry."},
	{"engine", "", engine_options,
		"Prints which docker, podman or buildah builds the images, and why others were "
		"passed over."},
	{"schema", "", none_options, "Prints the JSON Schema of images.yaml, for editors."},
	{"stock", "[NAME]", none_options,
		"Prints the stock template NAME; else their names, and what the family has in "
		"their place."},
	{"init", "[DIR]", init_options,
		"Writes a small commented family with a Makefile into DIR or the current folder, "
		"or "
		"a family of Dockerfiles that are there. Overwrites nothing. Exits with 1 if not "
		"all of them could be taken in."},
	{"version", "", version_options, "Prints the version that git gives the checkout."},
	{"render", "FILE", render_options,
		"Renders any Jinja template with any data, and prints the result."},
	{"help", "[COMMAND]", none_options,
		"Prints the commands, or what one command does and its options."},
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
	append_option(&text, "--help", NULL, "print this text");
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}
