#include "family/graph.h"

#include <stdlib.h>
#include <string.h>

#include "border/document.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

enum { CYCLE_SHOWN = 20 }; /* images of a cycle that are named */

static struct image *
find_image(const struct family *family, const char *name, size_t length)
{
	return map_get(&family->images, name, length);
}

/* Whether a reference has a tag or a digest: a colon behind the last slash, or an @. */
static bool
is_base(const char *reference)
{
	const char *slash = strrchr(reference, '/');

	return strcmp(reference, "scratch") == 0 || strchr(reference, '@') ||
	       strchr(slash ? slash : reference, ':');
}

/* The image of the family that `reference` names with its namespace or tag, or NULL. */
static const struct image *
find_qualified(const struct family *family, const char *reference)
{
	const char *name = reference;
	const size_t prefix = strlen(family->namespace);

	if (prefix && strncmp(reference, family->namespace, prefix) == 0 &&
		reference[prefix] == '/')
		name = reference + prefix + 1;
	else
		return NULL;
	return find_image(family, name, strcspn(name, ":@"));
}

static void
link_origin(struct family *family, struct origin *origin, struct diagnostics *diagnostics)
{
	const char *reference = origin->reference;
	const struct image *qualified = find_qualified(family, reference);

	origin->parent = find_image(family, reference, strlen(reference));
	if (origin->parent)
		return;
	if (qualified) {
		diagnostic_error(diagnostics, origin->node->place, MISTAKE_PARENT_QUALIFIED,
			reference, qualified->name);
		return;
	}
	if (is_base(reference))
		return;
	/* Nobody sees more mistakes than these, and each look for a name takes as long as the family is. */
	const char *nearest = diagnostics->errors < DIAGNOSTICS_SHOWN
				      ? map_nearest(&family->images, reference, strlen(reference))
				      : NULL;

	if (nearest)
		diagnostic_error(diagnostics, origin->node->place, MISTAKE_UNKNOWN_PARENT_NEAR,
			reference, nearest);
	else
		diagnostic_error(
			diagnostics, origin->node->place, MISTAKE_UNKNOWN_PARENT, reference);
}

static void
link_image(struct family *family, struct image *image, struct arena *arena,
	struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < image->origin_count; i++) {
		struct origin *origin = &image->origins[i];

		link_origin(family, origin, diagnostics);
		struct image *parent = origin->parent;

		if (!parent)
			continue;
		*(struct image **)arena_grow(arena, (void **)&parent->children, parent->child_count,
			sizeof(image)) = image;
		parent->child_count++;
		image->waiting++;
	}
}

/* Gives places to the images whose parents have one, a level at a time; returns how many have. */
static size_t
place_images(struct family *family)
{
	struct image **order = family->order;
	size_t placed = 0;

	for (size_t i = 0; i < family->images.count; i++) {
		struct image *image = family->images.entries[i].value;

		if (!image->waiting)
			order[placed++] = image;
	}
	for (size_t i = 0; i < placed; i++) {
		for (size_t j = 0; j < order[i]->child_count; j++) {
			struct image *child = order[i]->children[j];

			child->level = order[i]->level + 1;
			if (--child->waiting == 0)
				order[placed++] = child;
		}
		order[i]->number = i + 1;
	}
	return placed;
}

static struct origin *
next_in_cycle(const struct image *image)
{
	for (size_t i = 0; i < image->origin_count; i++)
		if (image->origins[i].parent && !image->origins[i].parent->number)
			return &image->origins[i];
	return NULL;
}

/* The names of the cycle in a row; of a long one the first, and how many more there are. */
static void
append_cycle(struct text *text, const struct image *start)
{
	const struct image *image = start;
	size_t steps = 0;

	do {
		if (steps++ < CYCLE_SHOWN)
			text_format(text, "%s -> ", image->name);
		image = next_in_cycle(image)->parent;
	} while (image != start);
	if (steps > CYCLE_SHOWN)
		text_format(text, "(%zu more) -> ", steps - CYCLE_SHOWN);
	text_append_string(text, start->name);
}

/* Reports the cycle that `image` stands on: the names in a row, then a note per step. */
static void
report_cycle(struct image *image, struct diagnostics *diagnostics)
{
	struct text names = {0};
	const struct image *start = image;

	append_cycle(&names, start);
	diagnostic_error(
		diagnostics, next_in_cycle(start)->node->place, MISTAKE_CYCLE, names.bytes);
	text_free(&names);
	for (size_t step = 0; step == 0 || (image != start && step < CYCLE_SHOWN); step++) {
		const struct origin *origin = next_in_cycle(image);

		diagnostic_note(diagnostics, origin->node->place, NOTE_CYCLE_STEP, image->name,
			origin->parent->name);
		image = origin->parent;
	}
}

/*
 * Every image without a number stands on a cycle or needs one that does: a walk from it to such
 * parents ends where it, or an earlier walk, has been.
 */
static void
report_cycles(struct family *family, struct diagnostics *diagnostics)
{
	for (size_t walk = 1; walk <= family->images.count; walk++) {
		struct image *image = family->images.entries[walk - 1].value;

		while (!image->number && !image->walk) {
			image->walk = walk;
			image = next_in_cycle(image)->parent;
			if (image->walk == walk)
				report_cycle(image, diagnostics);
		}
	}
}

static int
compare_places(const void *left, const void *right)
{
	const struct image *const *a = left, *const *b = right;

	if ((*a)->level != (*b)->level)
		return (*a)->level < (*b)->level ? -1 : 1;
	return ((*a)->position > (*b)->position) - ((*a)->position < (*b)->position);
}

/* Level by level, and as in the file within a level. */
static void
number_images(struct family *family)
{
	qsort(family->order, family->images.count, sizeof(struct image *), compare_places);
	for (size_t i = 0; i < family->images.count; i++)
		family->order[i]->number = i + 1;
}

static bool
check_depth(struct family *family, struct diagnostics *diagnostics)
{
	const struct image *last = family->order[family->images.count - 1];

	family->level_count = last->level + 1;
	if (family->level_count <= FAMILY_LEVELS_MOST)
		return true;
	diagnostic_error(diagnostics, last->key->place, MISTAKE_GRAPH_TOO_DEEP, FAMILY_LEVELS_MOST);
	return false;
}

bool
graph_build(struct family *family, struct arena *arena, struct diagnostics *diagnostics)
{
	const size_t before = diagnostics->errors;

	for (size_t i = 0; i < family->images.count; i++) {
		struct image *image = family->images.entries[i].value;

		image->position = i;
		link_image(family, image, arena, diagnostics);
	}
	family->order =
		arena_allocate_array(arena, family->images.count + 1, sizeof(struct image *));
	if (place_images(family) < family->images.count) {
		report_cycles(family, diagnostics);
		return false;
	}
	number_images(family);
	return diagnostics->errors == before && check_depth(family, diagnostics);
}
