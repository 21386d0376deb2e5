#include "review/review_words.h"

#include <string.h>

#include "output/tree.h"
#include "review/difference.h"
#include "review/review.h"
#include "support/text.h"
#include "support/banned.h"

enum { DIGITS_SHOWN = 12 };

static struct difference_side
side_of(const struct tree_file *file)
{
	return file ? (struct difference_side){file->bytes, file->length}
		    : (struct difference_side){0};
}

bool
review_append_difference(struct text *text, struct difference_allowance *allowance,
	const struct review_file *file, const char *out)
{
	const struct difference_side before = side_of(file->before), after = side_of(file->after);

	return difference_append(text, allowance, out, file->path, &before, &after);
}

const char *
review_verdict(const struct review_image *image)
{
	if (!image->before)
		return "added";
	if (!image->after)
		return "removed";
	return image->rebuilt ? "rebuilt" : "not rebuilt";
}

void
review_append_change(struct text *text, const struct value_change *change)
{
	if (change->before && change->after)
		text_format(text, "%s → %s", change->before, change->after);
	else
		text_format(text, "%c %s", change->after ? '+' : '-',
			change->after ? change->after : change->before);
}

/* The first digits of a digest, which is enough for people to compare. */
static void
append_digest(struct text *text, const char *digest)
{
	text_format(text, "%.*s", (int)strcspn(digest, ":") + 1 + DIGITS_SHOWN,
		*digest ? digest : "no digest");
}

void
review_append_move(struct text *text, const struct review_cause *cause)
{
	if (!cause->before)
		return;
	text_append_string(text, " (");
	append_digest(text, cause->before);
	text_append_string(text, " → ");
	append_digest(text, cause->after);
	text_append_character(text, ')');
}

void
review_append_causes(struct text *text, const struct review_image *image)
{
	if (!image->rebuilt)
		return;
	for (size_t i = 0; i < image->cause_count; i++) {
		text_format(text, "%s%s %s", i ? ", " : ", because of ", image->causes[i].kind,
			image->causes[i].name);
		review_append_move(text, &image->causes[i]);
	}
}

void
review_append_counts(struct text *text, const struct review *review)
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
