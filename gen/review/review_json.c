#include "family/family.h"
#include "review/difference.h"
#include "review/review.h"
#include "review/review_print.h"
#include "review/review_words.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

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
	json_member(writer, "change",
		image->before && image->after ? "changed" : review_verdict(image));
	json_member_boolean(writer, "rebuilt", image->rebuilt);
	json_open_member(writer, "key", '{');
	json_optional(writer, "before", image->before ? image->before->content_key : NULL);
	json_optional(writer, "after", image->after ? image->after->content_key : NULL);
	json_close(writer, '}');
	json_open_member(writer, "values", '[');
	for (size_t i = 0; i < image->values.count; i++) {
		json_open(writer, '{');
		json_member(writer, "key", image->values.items[i].key);
		json_optional(writer, "before", image->values.items[i].before);
		json_optional(writer, "after", image->values.items[i].after);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_open_member(writer, "because", '[');
	for (size_t i = 0; i < image->cause_count; i++) {
		json_open(writer, '{');
		json_member(writer, image->causes[i].kind, image->causes[i].name);
		json_optional(writer, "before", image->causes[i].before);
		json_optional(writer, "after", image->causes[i].after);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_close(writer, '}');
}

static void
append_json_file(struct json_writer *writer, struct difference_allowance *allowance,
	const struct review_file *file, const struct review_style *style)
{
	struct text path = TEXT_EMPTY, patch = TEXT_EMPTY;

	text_format(&path, "%s/%s", style->out, file->path);
	json_open(writer, '{');
	json_member(writer, "path", path.bytes);
	json_member(writer, "change",
		!file->before ? "added"
		: file->after ? "changed"
			      : "removed");
	if (style->patch && review_append_difference(&patch, allowance, file, style->out))
		json_member(writer, "diff", patch.bytes);
	json_close(writer, '}');
	text_free(&path);
	text_free(&patch);
}

void
review_print_json(const struct review *review, const struct review_style *style)
{
	struct difference_allowance allowance = difference_allowance_new();
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	json_open(&writer, '{');
	json_optional(&writer, "refused", review->refused);
	json_open_member(&writer, "images", '[');
	for (size_t i = 0; i < review->image_count; i++)
		append_json_image(&writer, &review->images[i]);
	json_close(&writer, ']');
	json_open_member(&writer, "files", '[');
	for (size_t i = 0; i < review->file_count; i++) {
		append_json_file(&writer, &allowance, &review->files[i], style);
		/* Printed file by file, so that no more than one is in memory. */
		print_text(&text);
		text_free(&text);
	}
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
}
