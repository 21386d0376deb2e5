#include "build/report/report_files.h"

#include <errno.h>
#include <unistd.h>

#include "build/state/state.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/link.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

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

/* Removes what an earlier run has written. */
static void
remove_old(struct report_files *files, const char *extensions)
{
	struct string_list words = {.arena = files->arena};

	string_list_add_words(&words, extensions, " ");
	for (size_t i = 0; i < words.count; i++) {
		const char *path = report_files_path(files, words.items[i]);

		if (unlink(path) == 0 || errno == ENOENT)
			continue;
		files->failed = true;
		(void)failure_of_file(path);
	}
}

enum outcome
report_files_open(
	struct report_files *files, struct arena *arena, const char *verb, const char *extensions)
{
	struct text text = TEXT_EMPTY;

	*files = (struct report_files){
		.arena = arena, .folder = environment_get("REPORTS"), .verb = verb};
	if (!files->folder)
		return OUTCOME_DONE;
	if (link_find_outside(files->folder) == SOURCE_OUTSIDE)
		return failure_mistake(NULL,
			"invalid REPORTS '%s': a link leads out of the checkout, and is not "
			"followed; name another folder",
			files->folder);
	report_files_append_heading(files, &text);
	text_append_string(&text, "The run ended early; its messages say why.\n\n");
	report_files_write(files, "md", &text);
	text_free(&text);
	if (!files->failed)
		remove_old(files, extensions);
	return report_files_end(files, OUTCOME_DONE);
}

enum outcome
report_files_end(const struct report_files *files, enum outcome outcome)
{
	return files->failed ? OUTCOME_MACHINE : outcome;
}
