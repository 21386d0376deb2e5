#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "review/review.h"
#include "review/review_print.h"
#include "review/review_words.h"
#include "support/annotation.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum { MESSAGE_LARGEST = 4000 }; /* bytes of an annotation, which has 64 KiB at most */

static const struct image *
image_of(const struct review_image *image)
{
	return (image->after ? image->after : image->before)->image;
}

/* Whether the image changes by itself, and not only because of what it stands on. */
static bool
has_own_change(const struct review_image *image)
{
	return !image->before || !image->after || image->values.count;
}

/* Appends what becomes of a variant, and its own changes. */
static void
append_variant(struct text *text, const struct review_image *image)
{
	text_format(text, "%s%s: %s", text->length ? "\n" : "", image->name, review_verdict(image));
	review_append_causes(text, image);
	for (size_t i = 0; i < image->values.count && text->length < MESSAGE_LARGEST; i++) {
		text_format(text, "\n    %s: ", image->values.items[i].key);
		review_append_change(text, &image->values.items[i]);
	}
}

/* Cuts a message that is too long, behind a code point. */
static void
cut(struct text *message)
{
	size_t length = MESSAGE_LARGEST;

	if (message->length <= length)
		return;
	while (length && ((unsigned char)message->bytes[length] & 0xC0) == 0x80)
		length--;
	text_cut(message, length);
	text_append_string(message, "...");
}

/* Appends the notice of all variants of an image, at its place in images.yaml. */
static void
append_notice(struct text *text, const struct review *review, const struct review_image *first,
	const char *file)
{
	const struct image *image = image_of(first);
	struct text message = TEXT_EMPTY;

	for (size_t i = (size_t)(first - review->images);
		i < review->image_count && message.length < MESSAGE_LARGEST; i++)
		if (strcmp(image_of(&review->images[i])->name, image->name) == 0)
			append_variant(&message, &review->images[i]);
	cut(&message);
	annotation_append(
		text, &(struct annotation){.level = "notice",
			      .title = image->name,
			      .file = file,
			      .line = first->after ? source_position(image->key->place).line : 1,
			      .message = message.bytes});
	text_free(&message);
}

/* Whether an image was not met before. */
static bool
is_new(struct map *met, struct arena *arena, const struct review_image *image)
{
	const char *name = image_of(image)->name;

	return !map_set(met, arena, name, strlen(name), met);
}

/* The images that changed: first those with changes of their own. */
static const struct review_image **
sort_images(struct arena *arena, const struct review *review, size_t *count)
{
	const struct review_image **images = NULL;
	struct map met = {0};

	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < review->image_count; i++) {
			const struct review_image *image = &review->images[i];

			if (has_own_change(image) == own && is_new(&met, arena, image))
				*ARENA_ADD(arena, images, *count) = image;
		}
	return images;
}

void
review_print_github(const struct review *review, const struct review_style *style)
{
	struct arena arena = {0};
	struct text text = TEXT_EMPTY;
	size_t count = 0;
	const struct review_image **images = sort_images(&arena, review, &count);
	const size_t shown = annotations_shown(count);

	for (size_t i = 0; i < shown; i++)
		append_notice(&text, review, images[i], style->file);
	annotations_append_rest(&text, "notice", count - shown,
		"more images change or are built again: basegen diff names them");
	print_drawn(&text);
	text_clear(&text);
	review_append_counts(&text, review);
	text_append_character(&text, '\n');
	print_text(&text);
	text_free(&text);
	arena_free(&arena);
}
