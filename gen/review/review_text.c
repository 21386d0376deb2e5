#include "review/difference.h"
#include "review/review.h"
#include "review/review_print.h"
#include "review/review_words.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static void
print_patch(const struct review *review, const struct review_style *style)
{
	struct difference_allowance allowance = difference_allowance_new();
	struct text omitted = TEXT_EMPTY;

	for (size_t i = 0; i < review->file_count; i++) {
		struct text text = TEXT_EMPTY;

		text_append_character(&text, '\n');
		if (review_append_difference(&text, &allowance, &review->files[i], style->out))
			print_text(&text);
		text_free(&text);
	}
	if (allowance.omitted)
		text_append_character(&omitted, '\n');
	difference_append_omitted(&omitted, &allowance, style->out);
	print_text(&omitted);
	text_free(&omitted);
}

void
review_print_text(const struct review *review, const struct review_style *style)
{
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < review->image_count; i++) {
		const struct review_image *image = &review->images[i];

		text_format(&text, "%s: %s", image->name, review_verdict(image));
		review_append_causes(&text, image);
		text_append_character(&text, '\n');
		for (size_t j = 0; j < image->values.count; j++) {
			text_format(&text, "    %s: ", image->values.items[j].key);
			review_append_change(&text, &image->values.items[j]);
			text_append_character(&text, '\n');
		}
	}
	review_append_counts(&text, review);
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
	if (style->patch)
		print_patch(review, style);
}
