#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "document/document.h"
#include "jinja/run/jinja.h"
#include "output/loader.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/print.h"
#include "support/store.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { SEARCH_MOST = 64 };

struct rendering {
	struct arena arena;
	struct diagnostics diagnostics;
	const char *const *folders; /* where included templates are looked for; ended by NULL */
	const char *data;
	struct budget budget;
	struct jinja_options options;
};

static enum outcome
read_input(
	struct rendering *rendering, const char *path, uint32_t limit, const struct source **source)
{
	enum source_failure why;

	*source = store_disk.read(&store_disk, &rendering->arena, NULL, path, limit, &why);
	if (*source) {
		budget_grow(&rendering->budget, (*source)->length);
		return OUTCOME_DONE;
	}
	return failure_of_source(path, why, limit);
}

/* Reads the data as a dict. A document that is not a map is a mistake. */
static enum outcome
read_data(struct rendering *rendering, struct value *context)
{
	const struct source *source;

	*context = value_dict(&rendering->arena);
	if (!rendering->data)
		return OUTCOME_DONE;
	const enum outcome outcome =
		read_input(rendering, rendering->data, DOCUMENT_LARGEST, &source);

	if (outcome != OUTCOME_DONE)
		return outcome;
	const struct node *node = document_read(source, &rendering->arena, &rendering->diagnostics);

	if (node && node->kind != NODE_MAP)
		diagnostic_error(
			&rendering->diagnostics, node->place, "the data must be a map of names");
	else if (node && node_check_integers(node, &rendering->diagnostics))
		*context = value_from_node(&rendering->arena, node);
	return rendering->diagnostics.errors ? OUTCOME_MISTAKE : OUTCOME_DONE;
}

static enum outcome
render(struct rendering *rendering, const char *file, struct text *text)
{
	const struct source *source;
	struct value context;
	struct loader loader = {.arena = &rendering->arena,
		.store = &store_disk,
		.folders = rendering->folders,
		.budget = &rendering->budget};
	enum outcome outcome = read_input(rendering, file, TEMPLATE_LARGEST, &source);

	if (outcome == OUTCOME_DONE)
		outcome = read_data(rendering, &context);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct jinja_environment *environment =
		jinja_environment_new(rendering->options, loader_find, &loader);

	if (!jinja_render_source(environment, source, context, NULL, text, &rendering->diagnostics))
		outcome = OUTCOME_MISTAKE;
	jinja_environment_free(environment);
	return outcome;
}

/* Takes every -I DIR out of the words; the other options come only once. */
static bool
read_options(struct call *call, struct rendering *rendering)
{
	const char *trim = NULL, *lstrip = NULL, *keep = NULL, *undefined = "default",
		   *folder = NULL /* was taken, as it may come often */;
	const struct option_rule rules[] = {
		{"--data", true, &rendering->data},
		{"--trim-blocks", false, &trim},
		{"--lstrip-blocks", false, &lstrip},
		{"--keep-trailing-newline", false, &keep},
		{"--undefined", true, &undefined},
		{"-I", true, &folder},
		{0},
	};
	struct string_list folders = {.arena = &rendering->arena};

	if (!call_take_values(call, "-I", &folders))
		return false;
	if (folders.count > SEARCH_MOST) {
		call_mistake(call, "too many -I: expected at most %d", SEARCH_MOST);
		return false;
	}
	rendering->folders = string_list_end(&folders);
	if (!call_options(call, rules))
		return false;
	if (!call_choice(call, "--undefined", undefined, "strict default"))
		return false;
	rendering->options = (struct jinja_options){
		{trim, lstrip, keep}, strcmp(undefined, "strict") == 0, &rendering->budget};
	return true;
}

enum outcome
command_render(struct call *call)
{
	struct rendering rendering = {.budget = budget_new()};
	struct text text = TEXT_EMPTY;

	rendering.diagnostics.arena = &rendering.arena;
	enum outcome outcome =
		read_options(call, &rendering) && call_has_words(call, 1, 1, "one template")
			? render(&rendering, call->words[0], &text)
			: OUTCOME_MISTAKE;

	(void)failure_of_diagnostics(&rendering.diagnostics);
	if (outcome == OUTCOME_DONE)
		print_text(&text);
	text_free(&text);
	arena_free(&rendering.arena);
	return outcome;
}
