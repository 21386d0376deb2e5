#include "family/reference.h"

#include <stddef.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/repositories.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

enum { NEAREST_MOST = 100000 }; /* names that are compared with, in all messages together */

/* Whether a reference has a tag or a digest: a colon behind the last slash, or an @. */
static bool
is_base(const char *reference)
{
	const char *slash = strrchr(reference, '/');

	return strcmp(reference, "scratch") == 0 || strchr(reference, '@') ||
	       strchr(slash ? slash : reference, ':');
}

/* The image of the family that `reference` names by a repository with a slash, or NULL. */
static const struct image *
find_qualified(const struct family *family, const char *reference)
{
	const size_t length = strcspn(reference, ":@");
	const struct repository *repository =
		memchr(reference, '/', length) ? map_get(&family->repositories, reference, length)
					       : NULL;

	return repository ? repository->image : NULL;
}

static void
report_unknown(
	const struct family *family, const struct node *reference, struct diagnostics *diagnostics)
{
	const struct node *off = map_get(&family->disabled, reference->text, reference->length);
	/* Each look for a name takes as long as the family is. */
	const char *nearest =
		diagnostics->errors * family->images.count < NEAREST_MOST
			? map_nearest(&family->images, reference->text, reference->length)
			: NULL;

	if (off) {
		diagnostic_error(
			diagnostics, reference->place, MISTAKE_PARENT_DISABLED, reference->text);
		diagnostic_note(diagnostics, off->place, NOTE_DISABLED);
	} else if (nearest) {
		diagnostic_error(diagnostics, reference->place, MISTAKE_UNKNOWN_PARENT_NEAR,
			reference->text, nearest);
	} else {
		diagnostic_error(
			diagnostics, reference->place, MISTAKE_UNKNOWN_PARENT, reference->text);
	}
}

bool
reference_find(const struct family *family, const struct node *reference, struct image **image,
	struct diagnostics *diagnostics)
{
	*image = map_get(&family->images, reference->text, reference->length);
	if (*image)
		return true;
	const struct image *qualified = find_qualified(family, reference->text);

	if (qualified)
		diagnostic_error(diagnostics, reference->place, MISTAKE_PARENT_QUALIFIED,
			reference->text, qualified->name);
	else if (is_base(reference->text))
		return true;
	else
		report_unknown(family, reference, diagnostics);
	return false;
}

static const struct variant *
find_tag(const struct image *image, const char *tag)
{
	for (size_t i = 0; i < image->variant_count; i++)
		if (image->variants[i]->tag && strcmp(image->variants[i]->tag, tag) == 0)
			return image->variants[i];
	return NULL;
}

/* How an image picks one variant of its parent. */
static void
note_axes(const struct variant *variant, struct place place, struct diagnostics *diagnostics)
{
	struct text axes = TEXT_EMPTY;

	for (size_t i = 0; i < variant->axis_count; i++)
		text_format(&axes, "%s%s: [\"%s\"]", i ? ", " : "", variant->axes[i].axis,
			variant->axes[i].value);
	if (axes.length)
		diagnostic_note(diagnostics, place, NOTE_PICK_VARIANT, axes.bytes);
	text_free(&axes);
}

static bool
stands_on(const struct image *image, const char *reference)
{
	for (size_t i = 0; i < image->point_count; i++)
		if (strcmp(image->points[i].from->text, reference) == 0)
			return true;
	return false;
}

/* The image that has the name, or the repository, of a reference NAME:TAG; else NULL. */
static const struct image *
find_namesake(const struct family *family, const char *reference)
{
	const size_t length = strcspn(reference, ":@/");

	if (reference[length] != ':')
		return NULL;
	const struct image *image = map_get(&family->images, reference, length);
	const struct repository *repository =
		image ? NULL : map_get(&family->repositories, reference, length);

	return repository ? repository->image : image;
}

const struct image *
reference_namesake(const struct family *family, const char *reference)
{
	const struct image *image = find_namesake(family, reference);
	const size_t length = strcspn(reference, ":") + 1;

	for (size_t i = 0; image && i < image->point_count; i++)
		if (strncmp(image->points[i].from->text, reference, length) == 0)
			return NULL;
	return image;
}

/* Repositories that use axes were not known yet when the parents were looked for. */
static void
check_qualified(struct checker *checker, const struct family *family, const struct origin *origin)
{
	const struct image *qualified = find_qualified(family, origin->reference);

	if (qualified)
		diagnostic_error(checker->diagnostics, origin->node->place,
			MISTAKE_PARENT_QUALIFIED, origin->reference, qualified->name);
}

void
reference_check_bases(
	struct checker *checker, const struct family *family, const struct variant *variant)
{
	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];
		const struct image *namesake =
			origin->parent ? NULL : find_namesake(family, origin->reference);
		const char *tag = strchr(origin->reference, ':');

		if (!i && !origin->parent)
			check_qualified(checker, family, origin);
		if (namesake &&
			!allowance_take(checker, namesake->variant_count + namesake->point_count,
				origin->node->place))
			return;
		const struct variant *tagged = namesake ? find_tag(namesake, tag + 1) : NULL;

		if (!tagged || stands_on(namesake, origin->reference))
			continue;
		diagnostic_error(checker->diagnostics, origin->node->place, MISTAKE_PARENT_TAGGED,
			origin->reference, namesake->name);
		note_axes(tagged, origin->node->place, checker->diagnostics);
	}
}

/* The origin of `variant` that the same text names as its origin number `number` in `first`. */
static const struct origin *
same_origin(const struct variant *variant, const struct variant *first, size_t number)
{
	const struct origin *origin =
		number < variant->origin_count ? &variant->origins[number] : NULL;

	return origin && origin->node->place.start == first->origins[number].node->place.start
		       ? origin
		       : NULL;
}

/* Whether variants have one digest behind different names in an origin of the first one. */
static bool
has_one_digest(const struct image *image, size_t number)
{
	const struct variant *first = image->variants[0];
	const char *reference = first->origins[number].reference, *digest = strchr(reference, '@');
	bool names_differ = false;

	for (size_t i = 1; digest && i < image->variant_count; i++) {
		const struct origin *other = same_origin(image->variants[i], first, number);
		const char *same = other ? strchr(other->reference, '@') : NULL;

		if (!same || strcmp(same, digest) != 0)
			return false;
		names_differ |= strcmp(other->reference, reference) != 0;
	}
	return names_differ;
}

void
reference_check_digests(struct checker *checker, const struct image *image)
{
	const size_t count = image->variant_count > 1 ? image->variants[0]->origin_count : 0;

	for (size_t i = 0; i < count; i++) {
		const struct place place = image->variants[0]->origins[i].node->place;

		if (!allowance_take(checker, image->variant_count, place))
			return;
		if (has_one_digest(image, i))
			diagnostic_error(
				checker->diagnostics, place, MISTAKE_DIGEST_OF_ALL, image->name);
	}
}

const char *
reference_of_variant(struct arena *arena, const struct variant *variant)
{
	return arena_join(arena, variant->registry, *variant->registry ? "/" : "",
		variant->repositories[0], ":", variant->tag, NULL);
}
