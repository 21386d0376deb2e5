#include "build/report/report_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/report/family_place.h"
#include "build/state/state.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/link.h"
#include "support/notation/markdown.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { MESSAGES_LARGEST = REPORT_FILES_PAGE_LARGEST / 2 };

const char *
report_files_path(const struct report_files *files, const char *extension)
{
	return arena_join(files->arena, files->folder, "/", files->verb, ".", extension, NULL);
}

void
report_files_write(struct report_files *files, const char *extension, const struct text *text)
{
	if (!files->folder)
		return;
	const char *path = report_files_path(files, extension);

	files->told = files->told || strcmp(extension, "md") == 0;
	if (state_write(path, text))
		return;
	files->failed = true;
	(void)failure_of_file(path);
}

void
report_files_append_heading(const struct report_files *files, struct text *text)
{
	text_format(text, "## basegen %s\n\n", files->verb);
}

void
report_files_add_piece(struct text *part, struct text *piece, size_t most, size_t *left_out)
{
	if (part->length + piece->length > most)
		++*left_out;
	else
		text_append(part, piece->bytes, piece->length);
	text_free(piece);
}

void
report_files_append_left_out(struct text *text, size_t count, const char *what)
{
	if (count)
		text_format(text, "%zu more %s are not shown here.\n\n", count, what);
}

/* Writes the page of a run that could not tell what came of it, with its messages. */
static void
write_early_end(struct report_files *files)
{
	struct text page = TEXT_EMPTY;

	report_files_append_heading(files, &page);
	text_append_string(&page, "The run ended early; its messages say why.\n\n");
	if (files->messages.length) {
		if (files->messages.length > MESSAGES_LARGEST)
			text_cut(&files->messages, MESSAGES_LARGEST);
		markdown_append_block(&page, &files->messages, "");
		text_append_character(&page, '\n');
	}
	report_files_write(files, "md", &page);
	text_free(&page);
}

/* Removes what an earlier run has written. */
static void
remove_old(struct report_files *files, const char *extensions)
{
	struct string_list words = {.arena = files->arena};

	string_list_add(&words, "md");
	string_list_add_words(&words, extensions, " ");
	for (size_t i = 0; i < words.count; i++) {
		const char *path = report_files_path(files, words.items[i]);

		if (unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR)
			continue;
		files->failed = true;
		(void)failure_of_file(path);
	}
}

/* Whether the path is a folder, or can become one. */
static bool
is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? S_ISDIR(status.st_mode) : errno != ENOTDIR;
}

/* Why no report can be in the folder; NULL: it can. */
static const char *
why_not(const struct report_files *files, const struct project_places *places)
{
	if (link_find_outside(files->folder) == SOURCE_OUTSIDE)
		return "a link leads out of the checkout, and is not followed; name another folder";
	if (!is_folder(files->folder))
		return "this is a file; name a folder, which need not exist";
	if (family_place_has(places, report_files_path(files, "md")))
		return "this is a place of the family's own files; name another folder, like "
		       "build/reports";
	return NULL;
}

enum outcome
report_files_open(struct report_files *files, struct arena *arena,
	const struct project_places *places, const char *verb, const char *extensions)
{
	*files = (struct report_files){.arena = arena,
		.folder = environment_get("REPORTS"),
		.verb = verb,
		.messages = TEXT_EMPTY,
		.issues = TEXT_EMPTY};
	const char *why = files->folder ? why_not(files, places) : NULL;

	if (why)
		(void)failure_mistake(NULL, "invalid REPORTS '%s': %s", files->folder, why);
	if (why || !files->folder) {
		files->folder = NULL;
		return why ? OUTCOME_MISTAKE : OUTCOME_DONE;
	}
	failure_keep(&files->messages, &files->issues);
	remove_old(files, extensions);
	if (!files->failed)
		write_early_end(files);
	files->told = false;
	return files->failed ? OUTCOME_MACHINE : OUTCOME_DONE;
}

enum outcome
report_files_end(struct report_files *files, enum outcome outcome)
{
	if (!files->folder)
		return outcome;
	failure_keep(NULL, NULL);
	if (!files->told && files->messages.length && !files->failed)
		write_early_end(files);
	text_free(&files->messages);
	text_free(&files->issues);
	return files->failed ? OUTCOME_MACHINE : outcome;
}
