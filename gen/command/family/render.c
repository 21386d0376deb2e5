#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "output/template_file.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { FOLDERS_MOST = 64 };

static bool
read_options(struct call *call, struct arena *arena, struct template_file *file)
{
	const char *trim = NULL, *lstrip = NULL, *keep = NULL, *undefined = "default",
		   *folder = NULL /* was taken, as it may come often */;
	const struct option_rule rules[] = {
		{"--data", true, &file->data},
		{"--trim-blocks", false, &trim},
		{"--lstrip-blocks", false, &lstrip},
		{"--keep-trailing-newline", false, &keep},
		{"--undefined", true, &undefined},
		{"-I", true, &folder},
		{0},
	};
	struct string_list folders = {.arena = arena};

	if (!call_take_values(call, "-I", &folders))
		return false;
	if (folders.count > FOLDERS_MOST) {
		call_mistake(call, "too many -I: expected at most %d", FOLDERS_MOST);
		return false;
	}
	if (!call_options(call, rules) ||
		!call_choice(call, "--undefined", undefined, "strict default") ||
		!call_has_words(call, 1, 1, "one template"))
		return false;
	file->path = call->words[0];
	file->folders = string_list_end(&folders);
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
