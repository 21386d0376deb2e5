#include "build/bootstrap/recipe.h"

#include <string.h>

#include "build/bootstrap/kind.h"
#include "build/bootstrap/mistakes.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* What follows `start` in the string, or the string if it starts otherwise. */
static const char *
behind(const char *string, const char *start)
{
	const size_t length = strlen(start);

	return strncmp(string, start, length) == 0 ? string + length : string;
}

/* Finds what a stand-in for recipe->base is made of. Returns NULL, or why there can be none. */
static const char *
find(struct recipe *recipe, struct arena *arena)
{
	const struct kind_match match = kind_match(arena, recipe->name);
	const struct kind *kind = match.kind;
	const char *base = recipe->base;

	if (strchr(base, '@'))
		return arena_format(arena, MISTAKE_BASE_PINNED, base);
	if (!kind)
		return arena_format(
			arena, MISTAKE_BASE_WITHOUT_RECIPE, base, kind_all_names(arena));
	if (!match.release && !kind->title)
		return arena_format(arena, MISTAKE_BASE_DEBIAN, base, kind_versions(arena, kind));
	if (!match.release)
		return arena_format(arena, MISTAKE_BASE_VERSION, base, kind->title, match.version,
			kind_versions(arena, kind));
	if (match.suite && strcmp(match.suite, match.release->suite) != 0)
		return arena_format(arena, MISTAKE_BASE_OTHER_RELEASE, base, kind->title,
			match.version, match.release->suite, match.suite);
	recipe->kind = kind;
	recipe->release = match.release;
	return NULL;
}

/* A recipe that is not found yet. */
static struct recipe
begin(const char *base)
{
	return (struct recipe){
		.base = base, .name = behind(behind(base, "docker.io/"), "library/")};
}

bool
recipe_exists(struct arena *arena, const char *base)
{
	struct recipe recipe = begin(base);

	return !find(&recipe, arena);
}

static struct recipe *
recipes_get(const struct recipes *recipes, const char *name)
{
	for (size_t i = 0; i < recipes->count; i++)
		if (strcmp(recipes->items[i].name, name) == 0)
			return &recipes->items[i];
	return NULL;
}

/* The recipe for the base that an image needs (NULL: none), which is added unless it is there. */
static const struct recipe *
find_or_add(struct recipes *recipes, struct arena *arena, const char *base, const char *needed_by)
{
	struct recipe new = begin(base), *there = recipes_get(recipes, new.name);

	if (there)
		return there;
	new.needed_by = needed_by;
	new.impossible = find(&new, arena);
	there = ARENA_ADD(arena, recipes->items, recipes->count);
	*there = new;
	return there;
}

void
recipes_add(struct recipes *recipes, struct arena *arena, const char *base, struct place place,
	struct diagnostics *diagnostics)
{
	const struct recipe *recipe = find_or_add(recipes, arena, base, NULL);

	if (recipe->impossible)
		diagnostic_error(diagnostics, place, "%s", recipe->impossible);
}

void
recipes_add_family(struct recipes *recipes, struct arena *arena, const struct family *family,
	struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		for (size_t j = 0; j < variant->origin_count; j++) {
			const struct origin *origin = &variant->origins[j];

			if (origin->parent || strcmp(origin->reference, "scratch") == 0)
				continue;
			if (variant->on_demand)
				(void)find_or_add(recipes, arena, origin->reference, variant->id);
			else
				recipes_add(recipes, arena, origin->reference, origin->node->place,
					diagnostics);
		}
	}
}
