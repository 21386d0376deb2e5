#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "output/stock.h"
#include "support/arena.h"
#include "support/nearest.h"
#include "support/print.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

/* Appends the name of a stock file, and what the family has in its place. */
static void
append_file(struct text *text, struct arena *arena, const char *directory,
	const struct program_file *file)
{
	const char *path = arena_join(arena, directory, "/", file->path, NULL);
	enum source_failure why = 0;
	const struct source *own =
		store_disk.read(&store_disk, arena, NULL, path, (uint32_t)file->length, &why);

	if (own && text_equal(own->bytes, own->length, (const char *)file->bytes, file->length))
		text_format(text, "%-28s %s is a copy of it: remove that, to get newer versions\n",
			file->path, path);
	else if (own || why != SOURCE_MISSING)
		text_format(text, "%-28s %s replaces it\n", file->path, path);
	else
		text_format(text, "%s\n", file->path);
}

static enum outcome
list_files(const struct call *call)
{
	struct arena arena = {0};
	struct text text = TEXT_EMPTY;

	for (const struct program_file *file = stock_files; file->path; file++)
		append_file(&text, &arena, call->places.templates, file);
	print_text(&text);
	text_free(&text);
	arena_free(&arena);
	return OUTCOME_DONE;
}

/* Prints the file `name`, with or without the stock/ that messages put before it. */
static enum outcome
print_file(const char *name)
{
	static const char prefix[] = STOCK_FOLDER "/";

	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	struct nearest nearest = nearest_to(name, strlen(name));

	for (const struct program_file *file = stock_files; file->path; file++) {
		if (strcmp(file->path, name) == 0) {
			struct text text = TEXT_EMPTY;

			text_append(&text, (const char *)file->bytes, file->length);
			print_text(&text);
			text_free(&text);
			return OUTCOME_DONE;
		}
		nearest_try(&nearest, file->path, strlen(file->path));
	}
	if (nearest.found)
		return failure_mistake(
			NULL, "no stock template '%s'; did you mean '%s'?", name, nearest.found);
	return failure_mistake(NULL, "no stock template '%s'; see: basegen stock", name);
}

enum outcome
command_stock(struct call *call)
{
	const struct option_rule none[] = {{0}};

	if (!call_options(call, none) || !call_has_words(call, 0, 1, "at most one template"))
		return OUTCOME_MISTAKE;
	return call->word_count ? print_file(call->words[0]) : list_files(call);
}
