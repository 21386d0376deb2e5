#include "review/review.h"

#include <string.h>

#include "family/family.h"
#include "output/key_inputs.h"
#include "output/tree.h"
#include "review/test_files.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct reviewing {
	struct arena *arena;
	const struct review_side *before, *after;
	struct review *review;
	struct map *known; /* how lists and maps of both sides differ */
};

static const struct variant *
find_variant(const struct map *variants, const char *name)
{
	return map_get(variants, name, strlen(name));
}

static struct map
variants_of(struct arena *arena, const struct review_side *side)
{
	struct map variants = {0};

	for (size_t i = 0; side->family && i < side->family->variant_count; i++) {
		struct variant *variant = side->family->order[i];

		map_set(&variants, arena, variant->id, strlen(variant->id), variant);
	}
	return variants;
}

/* The variant that a build argument of `variant` names. */
static const char *
parent_name(const struct variant *variant, const char *argument)
{
	for (size_t i = 0; i < variant->origin_count; i++)
		if (variant->origins[i].parent &&
			strcmp(variant->origins[i].argument, argument) == 0)
			return variant->origins[i].parent->id;
	return argument;
}

static void
find_causes(const struct reviewing *reviewing, struct review_image *image)
{
	struct arena *arena = reviewing->arena;
	const struct key_inputs earlier = key_inputs_read(arena, image->before->key_inputs),
				later = key_inputs_read(arena, image->after->key_inputs);
	const struct key_input_change *changes =
		key_inputs_compare(arena, &earlier, &later, &image->cause_count);

	image->causes = arena_allocate(arena, (image->cause_count + 1) * sizeof(*image->causes));
	for (size_t i = 0; i < image->cause_count; i++) {
		const struct key_input_change *change = &changes[i];
		const struct key_input *named = change->after ? change->after : change->before;

		image->causes[i] = (struct review_cause){.kind = named->kind, .name = named->name};
		if (strcmp(named->kind, "base") == 0 && change->before && change->after) {
			image->causes[i].before = change->before->value;
			image->causes[i].after = change->after->value;
		}
		if (strcmp(named->kind, "parent") == 0)
			image->causes[i].name = parent_name(
				change->after ? image->after : image->before, named->name);
	}
	if (!image->cause_count)
		image->causes[image->cause_count++] =
			(struct review_cause){.kind = "order", .name = "of what it is made of"};
}

static void
review_variant(const struct reviewing *reviewing, const char *name, const struct variant *before,
	const struct variant *after)
{
	struct review *review = reviewing->review;
	struct review_image image = {.name = name, .before = before, .after = after};

	if (before && after) {
		if (review->value_count > REVIEW_VALUES_MOST)
			return;
		value_changes_find(reviewing->arena, reviewing->known, before->resolved,
			after->resolved, &image.values);
		if (reviewing->after->loader)
			test_files_compare(reviewing->arena,
				&(struct test_files_side){reviewing->before->loader, before},
				&(struct test_files_side){reviewing->after->loader, after},
				&image.values);
		review->value_count += image.values.count;
		image.rebuilt = strcmp(before->content_key, after->content_key) != 0;
		if (!image.rebuilt && !image.values.count)
			return;
	}
	if (image.rebuilt)
		find_causes(reviewing, &image);
	review->added += !before;
	review->removed += !after;
	review->rebuilt += image.rebuilt;
	*ARENA_ADD(reviewing->arena, review->images, review->image_count) = image;
}

static void
review_variants(const struct reviewing *reviewing)
{
	const struct map before = variants_of(reviewing->arena, reviewing->before),
			 after = variants_of(reviewing->arena, reviewing->after);

	for (size_t i = 0; i < after.count; i++) {
		const struct variant *variant = after.entries[i].value;

		review_variant(reviewing, variant->id, find_variant(&before, variant->id), variant);
	}
	for (size_t i = 0; i < before.count; i++) {
		const struct variant *variant = before.entries[i].value;

		if (!find_variant(&after, variant->id))
			review_variant(reviewing, variant->id, variant, NULL);
	}
}

static bool
is_same(const struct tree_file *before, const struct tree_file *after)
{
	return before && after && before->executable == after->executable &&
	       text_equal(before->bytes, before->length, after->bytes, after->length);
}

static void
review_file(const struct reviewing *reviewing, const struct tree_file *before,
	const struct tree_file *after)
{
	struct review *review = reviewing->review;

	if (is_same(before, after))
		return;
	*ARENA_ADD(reviewing->arena, review->files, review->file_count) =
		(struct review_file){after ? after->path : before->path, before, after};
}

/* Goes through the sorted files of both sides at the same time. */
static void
review_files(const struct reviewing *reviewing)
{
	const struct tree_file **earlier = tree_sorted(reviewing->before->tree),
			       **later = tree_sorted(reviewing->after->tree);
	const size_t old_count = reviewing->before->tree->files.count,
		     new_count = reviewing->after->tree->files.count;
	size_t i = 0, j = 0;

	while (i < old_count || j < new_count) {
		const int order = i == old_count   ? 1
				  : j == new_count ? -1
						   : strcmp(earlier[i]->path, later[j]->path);

		review_file(
			reviewing, order <= 0 ? earlier[i] : NULL, order >= 0 ? later[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

struct review
review_compare(
	struct arena *arena, const struct review_side *before, const struct review_side *after)
{
	struct review review = {0};
	struct map known = {0};
	const struct reviewing reviewing = {arena, before, after, &review, &known};

	review.variant_count = after->family ? after->family->variant_count : 0;
	review_variants(&reviewing);
	review_files(&reviewing);
	return review;
}
