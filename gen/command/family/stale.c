#include "command/family/stale.h"

#include <string.h>

#include "build/report/report_files.h"
#include "command/options.h"
#include "output/stock_mark.h"
#include "output/write.h"
#include "support/annotation.h"
#include "support/notation/markdown.h"
#include "support/print.h"
#include "support/quality.h"
#include "support/text.h"
#include "support/banned.h"

enum { TABLE_LARGEST = REPORT_FILES_PAGE_LARGEST / 2 };

static const char *
word_of(const struct change *change)
{
	static const char *const words[] = {[CHANGE_ADD] = "missing",
		[CHANGE_REPLACE] = "differs",
		[CHANGE_REMOVE] = "left over"};

	return words[change->kind];
}

/* Appends where something is wrong, and what to do. */
static void
append_issue(struct text *path, struct text *message, const struct call *call,
	const struct change *change)
{
	text_format(path, "%s/%s", call->places.out, change->path);
	text_format(message, "%s: run basegen generate, and commit %s", word_of(change),
		call->places.out);
}

static void
append_annotation(struct text *text, const struct call *call, const struct change *change)
{
	struct text path = TEXT_EMPTY, message = TEXT_EMPTY;

	append_issue(&path, &message, call, change);
	annotation_append(text, &(struct annotation){.level = "error",
					.title = "not up to date",
					.file = path.bytes,
					.message = message.bytes});
	text_free(&path);
	text_free(&message);
}

void
stale_print(const struct call *call, const struct changes *changes)
{
	const bool github = call->format == DIAGNOSTIC_GITHUB;
	const size_t annotated = github ? annotations_shown(changes->count) : 0;
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < annotated; i++)
		append_annotation(&text, call, &changes->items[i]);
	if (github)
		annotations_append_rest(&text, "error", changes->count - annotated,
			"more files are not up to date; they are in the log");
	print_drawn(&text);
	text_clear(&text);
	for (size_t i = annotated; i < changes->count; i++) {
		const struct change *change = &changes->items[i];

		text_format(&text, "%s/", call->places.out);
		text_append_visible(&text, change->path, strlen(change->path));
		text_format(&text, ": %s\n", word_of(change));
	}
	stock_mark_explain(&text, &changes->before, call->places.out);
	print_text(&text);
	text_free(&text);
}

/* Appends a row for each file that has room. */
static void
append_table(struct text *page, const struct changes *changes)
{
	size_t shown = 0;

	text_append_string(page, "| file | |\n| --- | --- |\n");
	for (; shown < changes->count && page->length < TABLE_LARGEST; shown++) {
		text_append_string(page, "| ");
		markdown_append_code(page, changes->items[shown].path);
		text_format(page, " | %s |\n", word_of(&changes->items[shown]));
	}
	text_append_character(page, '\n');
	report_files_append_left_out(page, changes->count - shown, "files");
}

void
stale_write_page(const struct call *call, const struct changes *changes, struct report_files *files)
{
	struct text page = TEXT_EMPTY;

	if (!files->folder)
		return;
	report_files_append_heading(files, &page);
	if (!changes->count)
		text_append_string(&page, "All files are up to date.\n\n");
	else {
		text_format(&page, "%zu file%s not up to date. Run ", changes->count,
			changes->count == 1 ? " is" : "s are");
		markdown_append_code(&page, "basegen generate");
		text_append_string(&page, ", and commit ");
		markdown_append_code(&page, call->places.out);
		text_append_string(&page, ".\n\n");
		append_table(&page, changes);
	}
	report_files_write(files, "md", &page);
	text_free(&page);
}

void
stale_write_quality(
	const struct call *call, const struct changes *changes, struct report_files *files)
{
	struct text report = TEXT_EMPTY;

	if (!files->folder)
		return;
	for (size_t i = 0; i < changes->count; i++) {
		struct text path = TEXT_EMPTY, message = TEXT_EMPTY;

		append_issue(&path, &message, call, &changes->items[i]);
		quality_append(&files->issues, path.bytes, 1, message.bytes);
		text_free(&path);
		text_free(&message);
	}
	text_format(&report, "[%s]\n", files->issues.bytes);
	report_files_write(files, "quality.json", &report);
	text_free(&report);
}
