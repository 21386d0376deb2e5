#include "command/help.h"

#include <assert.h>
#include <string.h>

#include "command/command.h"
#include "support/text.h"
#include "support/banned.h"

enum { OPTIONS_MOST = 8 };

struct help_option {
	const char *name;     /* with its dashes; NULL ends the options */
	const char *argument; /* as it stands in the usage; NULL: it takes none */
	const char *text;
};

struct help {
	const char *verb;
	const char *operands; /* as they stand in the usage */
	const char *text;     /* in lines */
	struct help_option options[OPTIONS_MOST + 1];
};

static const struct help helps[] = {
	{"generate", "",
		"Renders out/ from images.yaml and templates/. Only files that differ are written.",
		{{"--check", NULL, "write nothing; name what is not up to date, and end with 1 then"},
			{"--diff", NULL, "write nothing; print what would change as a patch"}}},
	{"diff", "[REV | REV REV | REV...REV]",
		"Says what an edit means: which images change, which of them are built again because of\n"
		"what, and how out/ differs. What is on disk is compared with the commit REV (HEAD), or\n"
		"one commit with another.",
		{{"--format", "text|json|markdown", "how it is printed; markdown is for a pull request's comment"},
			{"--summary", NULL, "leave out how the files differ"},
			{"--exit-code", NULL, "end with 1 if anything differs"}}},
	{"why", "[IMAGE]...",
		"Says what the content key of an image is made of, and how that differs from what the\n"
		"engine holds. Without an image, whether each is up to date, and why not.",
		{{"--format", "text|json", "how it is printed"}}},
	{"list", "", "Prints the images, a line for each variant, in the order of building.",
		{{"--format", "text|json", "how it is printed"}}},
	{"show", "IMAGE",
		"Prints all keys of an image as they are resolved, and where each value comes from.\n"
		"IMAGE is the variant that is tagged latest, IMAGE/TAG another one.",
		{{"--format", "yaml|json", "how it is printed"}}},
	{"graph", "", "Prints what is built on what.",
		{{"--format", "dot|mermaid|json|svg", "how it is printed; svg runs dot of graphviz"}}},
	{"matrix", "", "Prints what can be built side by side, as a line of JSON for a CI system.",
		{{0}}},
	{"build", "[IMAGE]...",
		"Renders out/ if something that it comes from has changed, then builds, in order, what is\n"
		"not current of the images that are named and of what they need. Without a name, of all\n"
		"but those that have on-demand.",
		{{"-j", "N", "build as many as N side by side; without it, as many as make allows, or one"},
			{"-k", NULL, "after a failure go on with what does not need the image that failed"},
			{"-n", NULL, "build nothing; say what would be built, with V=1 by which commands"},
			{"--all", NULL, "those that have on-demand too"},
			{"--format", "text|json", "how the run is shown; json is a line for each event"}}},
	{"test", "[IMAGE]...",
		"Runs the tests that images.yaml has for the images, on what their content keys name in\n"
		"the engine. Without a name, those of all images.",
		{{"--format", "text|json", "how the run is shown; json is a line for each event"}}},
	{"bootstrap", "[BASE]...",
		"Builds stand-ins for the bases that are named, or for all, from the packages of their\n"
		"distribution, on machines that reach no registry.",
		{{"--format", "text|json", "how the run is shown; json is a line for each event"}}},
	{"engine", "",
		"Says which docker, podman or buildah builds the images, and why others were passed over.",
		{{"--path", NULL, "print the path of the engine alone"},
			{"--format", "text|json", "how it is printed"}}},
	{"schema", "", "Prints the JSON Schema of images.yaml, which editors use.", {{0}}},
	{"init", "[DIR]",
		"Writes a small family to start with, with comments and all templates, into DIR or the\n"
		"current folder. Nothing is overwritten.",
		{{0}}},
	{"version", "", "Prints the version that git gives the checkout.",
		{{"--words", NULL, "print VERSION=, REVISION= and more, as words for scripts"}}},
	{"render", "FILE", "Renders any Jinja template with any data to standard output.",
		{{"--data", "DATA", "a file of YAML or JSON that holds a map"},
			{"-I", "DIR", "look here for what include, import and extends name; can be repeated"},
			{"--trim-blocks", NULL, "as jinja2's trim_blocks"},
			{"--lstrip-blocks", NULL, "as jinja2's lstrip_blocks"},
			{"--keep-trailing-newline", NULL, "as jinja2's keep_trailing_newline"},
			{"--undefined", "strict|default", "strict: what is not defined is an error"}}},
	{"help", "[COMMAND]", "Lists the commands, or tells the options of one.", {{0}}},
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

static void
append_option(struct text *text, const char *name, const char *argument, const char *line)
{
	const char *behind = argument ? argument : "";
	const int width = 28 - (int)strlen(name);

	text_format(text, "    %s %-*s %s\n", name, width > 0 ? width : 0, behind, line);
}

enum outcome
help_print(const char *verb)
{
	const struct help *help = find_help(verb);
	struct text text = {0};

	assert(help);
	append_usage(&text, help);
	text_format(&text, "\n%s\n\n", help->text);
	for (const struct help_option *option = help->options; option->name; option++)
		append_option(&text, option->name, option->argument, option->text);
	append_option(&text, "--help", NULL, "this text");
	const enum outcome outcome = call_print(&text);

	text_free(&text);
	return outcome;
}
