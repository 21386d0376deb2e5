#include "command/review_print.h"

#include <string.h>

#include "family/family.h"
#include "output/difference.h"
#include "output/review.h"
#include "output/tree.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

static struct difference_side
side_of(const struct tree_file *file)
{
	return file ? (struct difference_side){NULL, file->bytes, file->length}
		    : (struct difference_side){0};
}

static void
append_difference(struct text *text, const struct review_file *file, const char *out)
{
	difference_append_file(text, out, file->path, side_of(file->before), side_of(file->after));
}

static const char *
verdict(const struct review_image *image)
{
	if (!image->before)
		return "added";
	if (!image->after)
		return "removed";
	return image->rebuilt ? "rebuilt" : "not rebuilt";
}

/* A value's change in words: + item, - item, or before → after. */
static void
append_change(struct text *text, const struct value_change *change)
{
	if (change->before && change->after)
		text_format(text, "%s → %s", change->before, change->after);
	else
		text_format(text, "%c %s", change->after ? '+' : '-',
			change->after ? change->after : change->before);
}

/* Why an image is rebuilt, where that is not its file alone: "file Dockerfile", "parent base". */
static void
append_causes(struct text *text, const struct review_image *image)
{
	for (size_t i = 0; i < image->cause_count; i++)
		text_format(text, "%s%s %s", i ? ", " : "", image->causes[i].kind,
			image->causes[i].name);
}

static void
append_counts(struct text *text, const struct review *review)
{
	if (!review->image_count) {
		text_append_string(
			text, review->file_count ? "No image changes" : "Nothing changes");
		return;
	}
	text_format(text, "%zu of %zu image%s rebuilt", review->rebuilt, review->variant_count,
		review->variant_count == 1 ? "" : "s");
	if (review->added)
		text_format(text, ", %zu added", review->added);
	if (review->removed)
		text_format(text, ", %zu removed", review->removed);
}

void
review_append_text(struct text *text, const struct review *review, const struct review_style *style)
{
	for (size_t i = 0; i < review->image_count; i++) {
		const struct review_image *image = &review->images[i];

		text_format(text, "%s: %s", image->name, verdict(image));
		if (image->rebuilt) {
			text_append_string(text, ", because of ");
			append_causes(text, image);
		}
		text_append_character(text, '\n');
		for (size_t j = 0; j < image->values.count; j++) {
			text_format(text, "    %s: ", image->values.items[j].key);
			append_change(text, &image->values.items[j]);
			text_append_character(text, '\n');
		}
	}
	append_counts(text, review);
	text_append_character(text, '\n');
	for (size_t i = 0; style->patch && i < review->file_count; i++) {
		text_append_character(text, '\n');
		append_difference(text, &review->files[i], style->out);
	}
}

static void
json_optional(struct json_writer *writer, const char *name, const char *string)
{
	if (string)
		json_member(writer, name, string);
}

static void
append_json_image(struct json_writer *writer, const struct review_image *image)
{
	json_open(writer, '{');
	json_member(writer, "id", image->name);
	json_member(writer, "change", image->before && image->after ? "changed" : verdict(image));
	json_name(writer, "rebuilt");
	json_boolean(writer, image->rebuilt);
	json_name(writer, "key");
	json_open(writer, '{');
	json_optional(writer, "before", image->before ? image->before->content_key : NULL);
	json_optional(writer, "after", image->after ? image->after->content_key : NULL);
	json_close(writer, '}');
	json_name(writer, "values");
	json_open(writer, '[');
	for (size_t i = 0; i < image->values.count; i++) {
		json_open(writer, '{');
		json_member(writer, "key", image->values.items[i].key);
		json_optional(writer, "before", image->values.items[i].before);
		json_optional(writer, "after", image->values.items[i].after);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_name(writer, "because");
	json_open(writer, '[');
	for (size_t i = 0; i < image->cause_count; i++) {
		json_open(writer, '{');
		json_member(writer, image->causes[i].kind, image->causes[i].name);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_close(writer, '}');
}

static void
append_json_file(struct json_writer *writer, const struct review_file *file,
	const struct review_style *style)
{
	struct text path = {0}, patch = {0};

	text_format(&path, "%s/%s", style->out, file->path);
	json_open(writer, '{');
	json_member(writer, "path", path.bytes);
	json_member(writer, "change",
		!file->before ? "added"
		: file->after ? "changed"
			      : "removed");
	if (style->patch) {
		append_difference(&patch, file, style->out);
		json_member(writer, "diff", patch.length ? patch.bytes : "");
	}
	json_close(writer, '}');
	text_free(&path);
	text_free(&patch);
}

void
review_append_json(struct text *text, const struct review *review, const struct review_style *style)
{
	struct json_writer writer = {0};

	json_open(&writer, '{');
	json_name(&writer, "images");
	json_open(&writer, '[');
	for (size_t i = 0; i < review->image_count; i++)
		append_json_image(&writer, &review->images[i]);
	json_close(&writer, ']');
	json_name(&writer, "files");
	json_open(&writer, '[');
	for (size_t i = 0; i < review->file_count; i++)
		append_json_file(&writer, &review->files[i], style);
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_format(text, "%s\n", writer.text.bytes);
	text_free(&writer.text);
}

/* A code span: what would end it or the cell of a table is written otherwise (GFM, 6.1 and 4.10). */
static void
append_code(struct text *text, const char *string)
{
	text_append_character(text, '`');
	for (; *string; string++) {
		if (*string == '|')
			text_append_character(text, '\\');
		text_append_character(text, *string == '`' ? '\'' : *string);
	}
	text_append_character(text, '`');
}

static void
append_markdown_image(struct text *text, const struct review_image *image)
{
	text_append_string(text, "| ");
	append_code(text, image->name);
	text_format(text, " | %s | ", verdict(image));
	for (size_t i = 0; i < image->values.count; i++) {
		struct text change = {0};

		append_change(&change, &image->values.items[i]);
		text_append_string(text, i ? "<br>" : "");
		append_code(text, image->values.items[i].key);
		text_append_character(text, ' ');
		append_code(text, change.bytes);
		text_free(&change);
	}
	text_append_string(text, " | ");
	for (size_t i = 0; i < image->cause_count; i++) {
		text_format(text, "%s%s ", i ? ", " : "", image->causes[i].kind);
		append_code(text, image->causes[i].name);
	}
	text_append_string(text, " |\n");
}

/* The longest run of backticks in what a fence shall hold. */
static size_t
longest_run(const struct text *text)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text->length; i++) {
		run = text->bytes[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
append_markdown_patch(struct text *text, const struct review *review, const char *out)
{
	struct text patch = {0}, fence = {0};

	for (size_t i = 0; i < review->file_count; i++)
		append_difference(&patch, &review->files[i], out);
	for (size_t i = 0; i <= longest_run(&patch) || i < 3; i++)
		text_append_character(&fence, '`');
	text_format(text,
		"\n<details><summary>%zu file%s of %s</summary>\n\n%sdiff\n%s%s\n\n</details>\n",
		review->file_count, review->file_count == 1 ? "" : "s", out, fence.bytes,
		patch.length ? patch.bytes : "", fence.bytes);
	text_free(&patch);
	text_free(&fence);
}

void
review_append_markdown(
	struct text *text, const struct review *review, const struct review_style *style)
{
	append_counts(text, review);
	text_append_string(text, ".\n");
	if (review->image_count)
		text_append_string(text,
			"\n| image | | what changed | because of |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < review->image_count; i++)
		append_markdown_image(text, &review->images[i]);
	if (style->patch && review->file_count)
		append_markdown_patch(text, review, style->out);
}
