#include <string.h>

#include "review/difference.h"
#include "review/review.h"
#include "review/review_print.h"
#include "review/review_words.h"
#include "support/notation/markdown.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* The room that the fixed lines of a comment take, and how long its fences may get. */
enum { FRAME_LARGEST = 512, FENCE_LARGEST = 100, REFUSED_LONGEST = 1000 };

/* After so many files in a row that do not fit into a comment, no more are compared. */
enum { MISFITS_MOST = 100 };

/* A kind of cell of the table: how to append one item of an image, and what to call the items. */
struct cell {
	void (*append)(struct text *text, const struct review_image *image, size_t item);
	const char *separator, *noun;
};

static void
append_markdown_value(struct text *text, const struct review_image *image, size_t item)
{
	struct text change = TEXT_EMPTY;

	review_append_change(&change, &image->values.items[item]);
	markdown_append_code(text, image->values.items[item].key);
	text_append_character(text, ' ');
	markdown_append_code(text, change.bytes);
	text_free(&change);
}

static void
append_markdown_cause(struct text *text, const struct review_image *image, size_t item)
{
	text_format(text, "%s ", image->causes[item].kind);
	markdown_append_code(text, image->causes[item].name);
	review_append_move(text, &image->causes[item]);
}

static const struct cell value_cell = {append_markdown_value, "<br>", "value"};
static const struct cell cause_cell = {append_markdown_cause, ", ", "cause"};

/*
 * Appends the first of `count` items, up to `most` bytes, and how many more there are. Returns how
 * many more there are.
 */
static size_t
append_cell(struct text *text, const struct review_image *image, const struct cell *cell,
	size_t count, size_t most)
{
	size_t shown = 0, length = 0;

	for (bool fits = true; fits && shown < count; shown += fits) {
		struct text item = TEXT_EMPTY;

		cell->append(&item, image, shown);
		length += item.length + strlen(cell->separator);
		fits = length <= most;
		if (fits)
			text_format(text, "%s%s", shown ? cell->separator : "", item.bytes);
		text_free(&item);
	}
	const size_t rest = count - shown;

	if (rest && shown)
		text_format(text, "%s%zu more", cell->separator, rest);
	else if (rest)
		text_format(text, "%zu %s%s", rest, cell->noun, rest == 1 ? "" : "s");
	return rest;
}

/* What was left out, to keep a comment short. */
struct omitted {
	size_t details; /* images with fewer values or causes than they have */
	size_t images;
	size_t files;
};

/* Appends the row of an image. Each list in it has up to `most` bytes; false if one was cut. */
static bool
append_markdown_image(struct text *text, const struct review_image *image, size_t most)
{
	size_t rest;

	text_append_string(text, "| ");
	markdown_append_code(text, image->name);
	text_format(text, " | %s | ", review_verdict(image));
	rest = append_cell(text, image, &value_cell, image->values.count, most);
	text_append_string(text, " | ");
	rest += append_cell(text, image, &cause_cell, image->cause_count, most);
	text_append_string(text, " |\n");
	return !rest;
}

/* Appends the table of the images, up to `room` bytes. Rows that do not fit are left out. */
static void
append_rows(struct text *text, const struct review *review, size_t room, size_t most,
	struct omitted *omitted)
{
	*omitted = (struct omitted){0};
	text_append_string(
		text, "\n| image | | what changed | because of |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < review->image_count; i++) {
		struct text row = TEXT_EMPTY;
		const bool whole = append_markdown_image(&row, &review->images[i], most);

		if (text->length + row.length > room) {
			omitted->images++;
		} else {
			omitted->details += !whole;
			text_append(text, row.bytes, row.length);
		}
		text_free(&row);
	}
}

/* Appends the table: with shorter lists until all images fit, or else with fewer images. */
static void
append_markdown_table(
	struct text *text, const struct review *review, size_t room, struct omitted *omitted)
{
	static const size_t lengths[] = {SIZE_MAX, 4096, 1024, 256, 64, 0};
	struct text table = TEXT_EMPTY;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		text_clear(&table);
		append_rows(&table, review, room - text->length, lengths[i], omitted);
		if (!omitted->images)
			break;
	}
	text_append(text, table.bytes, table.length);
	text_free(&table);
}

/* Appends the difference of a file, made visible, to `patch`; false if `room` is too small. */
static bool
take_difference(struct text *patch, struct difference_allowance *allowance,
	const struct review_file *changed, const char *out, size_t room)
{
	struct text raw = TEXT_EMPTY, file = TEXT_EMPTY;
	bool fits = review_append_difference(&raw, allowance, changed, out);

	text_append_visible_lines(&file, raw.bytes, raw.length < room ? raw.length : room);
	if (raw.length > room || patch->length + file.length > room ||
		markdown_longest_run(&file) > FENCE_LARGEST)
		fits = false;
	if (fits && file.length)
		text_append(patch, file.bytes, file.length);
	text_free(&raw);
	text_free(&file);
	return fits;
}

/* Appends the differences of the files that fit into `room` bytes. */
static void
take_differences(struct text *patch, const struct review *review, const char *out, size_t room,
	struct omitted *omitted)
{
	struct difference_allowance allowance = difference_allowance_new();

	for (size_t i = 0, misfits = 0; i < review->file_count; i++) {
		const bool fits = misfits < MISFITS_MOST &&
				  take_difference(patch, &allowance, &review->files[i], out, room);

		misfits = fits ? 0 : misfits + 1;
		omitted->files += !fits;
	}
}

static void
append_markdown_patch(struct text *text, const struct review *review, const char *out, size_t room,
	struct omitted *omitted)
{
	const size_t used = text->length + strlen(out);
	struct text patch = TEXT_EMPTY;

	take_differences(&patch, review, out, used < room ? room - used : 0, omitted);
	if (omitted->files < review->file_count) {
		text_format(text, "\n<details><summary>%zu file%s of %s", review->file_count,
			review->file_count == 1 ? "" : "s", out);
		if (omitted->files)
			text_format(
				text, ", %zu of them here", review->file_count - omitted->files);
		text_append_string(text, "</summary>\n\n");
		markdown_append_block(text, &patch, "diff");
		text_append_string(text, "\n</details>\n");
	}
	text_free(&patch);
}

static void
append_omitted(struct text *text, const struct omitted *omitted)
{
	const struct {
		size_t count;
		const char *before, *noun;
	} parts[] = {
		{omitted->files, "how ", "file"},
		{omitted->details, "details of ", "image"},
		{omitted->images, "", "image"},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].count) {
			text_format(text, "%s%s%zu %s%s%s",
				any ? ", " : "\nLeft out, to fit into a comment: ", parts[i].before,
				parts[i].count, parts[i].noun, parts[i].count == 1 ? "" : "s",
				i                     ? ""
				: parts[i].count == 1 ? " differs"
						      : " differ");
			any = true;
		}
	if (any)
		text_append_string(text, ". `basegen diff` shows all of it.\n");
}

void
review_append_markdown(
	struct text *text, const struct review *review, const struct review_style *style)
{
	/* GitHub counts characters, of which there are no more than bytes. */
	const size_t room = REVIEW_MARKDOWN_LARGEST - FRAME_LARGEST;
	struct omitted omitted = {0};

	if (review->refused) {
		text_append_string(text,
			"What this is compared with has mistakes, so that all images "
			"count as new: ");
		markdown_append_start(text, review->refused, REFUSED_LONGEST);
		text_append_string(text, "\n\n");
	}
	review_append_counts(text, review);
	text_append_string(text, ".\n");
	if (review->image_count)
		append_markdown_table(text, review, room, &omitted);
	if (style->patch && review->file_count)
		append_markdown_patch(text, review, style->out, room, &omitted);
	append_omitted(text, &omitted);
}

void
review_print_markdown(const struct review *review, const struct review_style *style)
{
	struct text text = TEXT_EMPTY;

	review_append_markdown(&text, review, style);
	print_text(&text);
	text_free(&text);
}
