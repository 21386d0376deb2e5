#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "output/template_file.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { REPEATED_MOST = 64 };

/* Takes the option `name`, which can be repeated, into `values`. */
static bool
take_repeated(struct call *call, const char *name, struct string_list *values)
{
	if (!call_take_values(call, name, values))
		return false;
	if (values->count > REPEATED_MOST) {
		call_mistake(call, "too many %s: expected at most %d", name, REPEATED_MOST);
		return false;
	}
	return true;
}

static bool
check_sets(const struct call *call, const char *const *sets)
{
	for (; *sets; sets++)
		if (!template_file_is_set(*sets)) {
			call_mistake(call,
				"invalid --set '%s': expected NAME=TEXT, with a name of letters, "
				"digits and _",
				*sets);
			return false;
		}
	return true;
}

static bool
read_options(struct call *call, struct arena *arena, struct template_file *file)
{
	const char *trim = NULL, *lstrip = NULL, *keep = NULL, *undefined = "default",
		   *taken = NULL /* what may come often was taken before */;
	const struct option_rule rules[] = {
		{"--data", true, &file->data},
		{"--trim-blocks", false, &trim},
		{"--lstrip-blocks", false, &lstrip},
		{"--keep-trailing-newline", false, &keep},
		{"--undefined", true, &undefined},
		{"-I", true, &taken},
		{"--set", true, &taken},
		{0},
	};
	struct string_list folders = {.arena = arena}, sets = {.arena = arena};

	if (!take_repeated(call, "-I", &folders) || !take_repeated(call, "--set", &sets))
		return false;
	file->folders = string_list_end(&folders);
	file->sets = string_list_end(&sets);
	if (!check_sets(call, file->sets) || !call_options(call, rules) ||
		!call_choice(call, "--undefined", undefined, "strict default") ||
		!call_has_words(call, 1, 1, "one template"))
		return false;
	file->path = call->words[0];
	file->options = (struct jinja_options){.whitespace = {trim, lstrip, keep},
		.strict_undefined = strcmp(undefined, "strict") == 0};
	return true;
}

enum outcome
command_render(struct call *call)
{
	struct arena arena = {0};
	struct template_file file = {0};
	struct text text = TEXT_EMPTY;
	const enum outcome outcome = read_options(call, &arena, &file)
					     ? template_file_render(&file, &text)
					     : OUTCOME_MISTAKE;

	if (outcome == OUTCOME_DONE)
		print_text(&text);
	text_free(&text);
	arena_free(&arena);
	return outcome;
}
