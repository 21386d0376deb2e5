#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "output/starter.h"
#include "output/stock.h"
#include "support/arena.h"
#include "support/nearest.h"
#include "support/print.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * Besides the templates, what init writes as it is: a copy of it gets no newer version by itself.
 */
static const struct program_file *const copies[] = {
	makefile_files, github_files, gitlab_files, NULL};

enum own_file { OWN_NONE, OWN_SAME, OWN_OTHER };

/* What the family has at `path`. */
static enum own_file
look(struct arena *arena, const char *path, const struct program_file *file)
{
	enum source_failure why = 0;
	const struct source *own =
		store_disk.read(&store_disk, arena, NULL, path, (uint32_t)file->length, &why);

	if (!own)
		return why == SOURCE_MISSING ? OWN_NONE : OWN_OTHER;
	return text_equal(own->bytes, own->length, (const char *)file->bytes, file->length)
		       ? OWN_SAME
		       : OWN_OTHER;
}

/* Appends the name of a stock template, and what the family has in its place. */
static void
append_template(struct text *text, struct arena *arena, const char *directory,
	const struct program_file *file)
{
	const char *path = arena_join(arena, directory, "/", file->path, NULL);
	const enum own_file own = look(arena, path, file);

	if (own == OWN_SAME)
		text_format(text, "%-28s %s is a copy of it: remove that, to get newer versions\n",
			file->path, path);
	else if (own == OWN_OTHER)
		text_format(text, "%-28s %s replaces it\n", file->path, path);
	else
		text_format(text, "%s\n", file->path);
}

/* Appends the path of what init writes, and whether the family has another file there. */
static void
append_copy(struct text *text, struct arena *arena, const struct program_file *file)
{
	if (look(arena, file->path, file) == OWN_OTHER)
		text_format(text, "%-28s the file here is another\n", file->path);
	else
		text_format(text, "%s\n", file->path);
}

static enum outcome
list_files(const struct call *call)
{
	struct arena arena = {0};
	struct text text = TEXT_EMPTY;

	for (const struct program_file *file = stock_files; file->path; file++)
		append_template(&text, &arena, call->places.templates, file);
	for (const struct program_file *const *table = copies; *table; table++)
		for (const struct program_file *file = *table; file->path; file++)
			append_copy(&text, &arena, file);
	print_text(&text);
	text_free(&text);
	arena_free(&arena);
	return OUTCOME_DONE;
}

static enum outcome
print_bytes(const struct program_file *file)
{
	struct text text = TEXT_EMPTY;

	text_append(&text, (const char *)file->bytes, file->length);
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}

/* The file `name` of `table`, else NULL; `nearest` gets all names. */
static const struct program_file *
find_file(const struct program_file *table, const char *name, struct nearest *nearest)
{
	for (const struct program_file *file = table; file->path; file++) {
		if (strcmp(file->path, name) == 0)
			return file;
		nearest_try(nearest, file->path, strlen(file->path));
	}
	return NULL;
}

/* Prints the file `name`, with or without the stock/ that messages put before it. */
static enum outcome
print_file(const char *name)
{
	static const char prefix[] = STOCK_FOLDER "/";

	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	struct nearest nearest = nearest_to(name, strlen(name));
	const struct program_file *file = find_file(stock_files, name, &nearest);

	for (const struct program_file *const *table = copies; *table && !file; table++)
		file = find_file(*table, name, &nearest);
	if (file)
		return print_bytes(file);
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
