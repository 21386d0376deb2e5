/*
 * basegen keeps a family of base images in one file. Here are the options in front of the verb, and
 * the verbs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/help.h"
#include "command/options.h"
#include "support/environment.h"
#include "support/nearest.h"
#include "support/print.h"
#include "support/banned.h"

struct verb {
	const char *name;
	enum outcome (*run)(struct call *call);
	const char *usage; /* what stands behind the name, in short; command/help.c has all of it */
	const char *summary; /* what it does, on one line */
};

static enum outcome
command_help(struct call *call);

static const struct verb verbs[] = {
	{"generate", command_generate, "[--check] [--diff]",
		"render out/ from images.yaml and templates/"},
	{"build", command_build, "[-j N] [-k] [-n] [IMAGE]...",
		"build the images that are not current, in order"},
	{"diff", command_diff, "[REV [REV]] [--summary] ...",
		"print which images an edit changes, and which are built again"},
	{"pull", command_pull, "[-j N] [-n] [IMAGE]... [--all]",
		"pull images from the registry by their content keys"},
	{"push", command_push, "[IMAGE]... [--all]",
		"send built images to the registry, and set the public tags"},
	{"bake", command_bake, "[--all] [IMAGE]... [ARGUMENT]...",
		"build on BuildKit workers what the registry lacks, and set its tags"},
	{"release", command_release, "[--check] [IMAGE]... [--all]",
		"give tested images the version of the commit's tag"},
	{"test", command_test, "[IMAGE]... [--junit FILE] ...",
		"run the tests that images.yaml has for the images"},
	{"scan", command_scan, "[IMAGE]... [--sarif FILE] ...",
		"look for vulnerabilities in the images, by grype or trivy"},
	{"reproduce", command_reproduce, "[IMAGE]... [--all]",
		"build images twice, and name the files that differ"},
	{"prune", command_prune, "[-n] [--removed] [IMAGE]... [--format text|json]",
		"remove images from the engine that an edit has made obsolete"},
	{"why", command_why, "[IMAGE]... [--format text|json]",
		"print what an image is made of, and why it would be built"},
	{"lock", command_lock, "[--update [BASE]...]",
		"write the digests of the bases into images.lock"},
	{"outdated", command_outdated, "[--format text|json]",
		"print which bases have moved, and the images on them"},
	{"rebuild", command_rebuild, "TEXT [IMAGE]...",
		"set the key rebuild, so that images are built again"},
	{"bootstrap", command_bootstrap, "[BASE]... [--format text|json]",
		"build stand-ins for the bases, if no registry is reached"},
	{"engine", command_engine, "[--path] [--format text|json]",
		"print which engine builds the images, and why"},
	{"list", command_list, "[--format text|json]", "print the images in the order of building"},
	{"show", command_show, "IMAGE [--format yaml|json]",
		"print all keys of an image, and where each value comes from"},
	{"graph", command_graph, "[--format dot|mermaid|json|svg]",
		"print which image is built on which"},
	{"matrix", command_matrix, "[--jobs] [IMAGE]...",
		"print what can be built side by side, as JSON for a CI system"},
	{"schema", command_schema, "", "print the JSON Schema of images.yaml"},
	{"stock", command_stock, "[NAME]", "print a stock template, or which there are"},
	{"init", command_init, "[DIR]", "write a commented family to start with"},
	{"version", command_version, "[--words]", "print the version that git gives the checkout"},
	{"render", command_render, "FILE --data DATA [-I DIR] ...",
		"render any Jinja template with any data"},
	{"help", command_help, "[COMMAND]", "print the commands, or the options of one command"},
};

enum { VERB_COUNT = sizeof(verbs) / sizeof(*verbs) };

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

static enum outcome
report_unknown_verb(const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	for (size_t i = 0; i < VERB_COUNT; i++)
		nearest_try(&nearest, verbs[i].name, strlen(verbs[i].name));
	return failure_mistake(NULL, "unknown command '%s'%s%s%s; see: basegen help", name,
		nearest.found ? "; did you mean '" : "", nearest.found ? nearest.found : "",
		nearest.found ? "'?" : "");
}

static enum outcome
list_verbs(void)
{
	print_format(
		"usage: basegen [-C DIR] [-f images.yaml] [--templates DIR] [--out DIR]\n"
		"               [--color auto|always|never] [--format text|json|github] COMMAND\n"
		"       basegen [--version] [--help]\n\n");
	for (size_t i = 0; i < VERB_COUNT; i++)
		print_format(
			"    %-9s %-31s %s\n", verbs[i].name, verbs[i].usage, verbs[i].summary);
	print_format(
		"\nexit status: 0 success; 1 not up to date, outdated, or a failed build or "
		"test;\n    2 a mistake in the input or the call; 3 a failure of the machine\n");
	return OUTCOME_DONE;
}

static enum outcome
command_help(struct call *call)
{
	const struct option_rule none[] = {{0}};

	if (!call_options(call, none))
		return OUTCOME_MISTAKE;
	if (!call_has_words(call, 0, 1, "at most one command"))
		return OUTCOME_MISTAKE;
	if (!call->word_count)
		return list_verbs();
	if (!find_verb(call->words[0]))
		return report_unknown_verb(call->words[0]);
	return help_print(call->words[0]);
}

static bool
is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool
wants_color(const char *when)
{
	if (strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return isatty(STDERR_FILENO) && !environment_get("NO_COLOR");
}

/*
 * How messages are shown, which must be known before the first of them: as --format says, which may
 * stand anywhere among the words, in front of the verb or behind it. Verbs have formats that
 * messages have not.
 */
static enum diagnostic_format
find_format(char *const *words)
{
	static const char option[] = "--format";
	const size_t length = strlen(option);

	for (; *words && strcmp(*words, "--") != 0; words++) {
		const char *value = strncmp(*words, option, length) != 0 ? NULL
				    : (*words)[length] == '='            ? *words + length + 1
				    : (*words)[length]                   ? NULL
									 : words[1];

		if (value && strcmp(value, "json") == 0)
			return DIAGNOSTIC_JSON;
		if (value && strcmp(value, "github") == 0)
			return DIAGNOSTIC_GITHUB;
	}
	return DIAGNOSTIC_TEXT;
}

/* Whether an option is one word: it takes no value, or has it in the same word (--out=DIR, -CDIR). */
static bool
is_whole(const char *word)
{
	return strchr(word, '=') || (word[1] && word[1] != '-' && word[2]) ||
	       strcmp(word, "--version") == 0;
}

/* A family needs no templates/, but one that somebody names is there. */
static bool
take_templates(struct call *call, const char *directory)
{
	call->places.templates = directory;
	if (!access(directory, F_OK) || errno != ENOENT)
		return true;
	(void)failure_mistake(directory, "no such folder: --templates names that of the family");
	return false;
}

/* Reads the options in front of the verb; the words behind it stay as they are. */
static bool
read_options(struct call *call, bool *wants_version)
{
	const char *directory = NULL, *templates = NULL, *version = NULL, *color = "auto",
		   *format = "text";
	const struct option_rule rules[] = {
		{"-C", true, &directory},
		{"-f", true, &call->places.file},
		{"--templates", true, &templates},
		{"--out", true, &call->places.out},
		{"--color", true, &color},
		{"--format", true, &format},
		{"--version", false, &version},
		{0},
	};
	int verb = 0;

	while (verb < call->word_count && call->words[verb][0] == '-')
		verb += is_whole(call->words[verb]) ? 1 : 2;
	if (verb > call->word_count)
		verb = call->word_count;
	struct call front = *call;

	front.word_count = verb;
	if (verb && !call_options(&front, rules))
		return false;
	if (verb && front.word_count) {
		call_has_words(&front, 0, 0, "an option or a command");
		return false;
	}
	call->words += verb;
	call->word_count -= verb;
	if (!call_choice(call, "--color", color, "auto always never") ||
		!call_choice(call, "--format", format, "text json github"))
		return false;
	failure_set_format(call->format, wants_color(color));
	if (directory && chdir(directory)) {
		(void)failure_of_file(directory);
		exit(OUTCOME_MACHINE);
	}
	*wants_version = version != NULL;
	return !templates || take_templates(call, templates);
}

/* Whether the words behind the verb have --help. */
static bool
asks_for_help(const struct call *call)
{
	for (int i = 0; i < call->word_count && strcmp(call->words[i], "--") != 0; i++)
		if (is_help(call->words[i]))
			return true;
	return false;
}

static enum outcome
run(int count, char **words)
{
	struct call call = {.places = {"images.yaml", "templates", "out"},
		.words = words + (count > 0),
		.word_count = count - (count > 0)};

	bool wants_version = false;

	call.format = find_format(call.words);
	failure_set_format(call.format, false);
	if (call.word_count && is_help(call.words[0]))
		return list_verbs();
	if (!read_options(&call, &wants_version))
		return OUTCOME_MISTAKE;
	if (wants_version)
		return command_program_version();
	if (!call.word_count)
		return call_mistake(&call, "missing command: expected basegen COMMAND");
	call.verb = *call.words++;
	call.word_count--;
	const struct verb *verb = find_verb(call.verb);

	if (!verb)
		return report_unknown_verb(call.verb);
	if (asks_for_help(&call))
		return help_print(verb->name);
	return verb->run(&call);
}

int
main(int count, char **words)
{
	print_open();
	return (int)print_end(run(count, words));
}
