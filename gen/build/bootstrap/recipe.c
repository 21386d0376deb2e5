#include "build/bootstrap/recipe.h"

#include <string.h>

#include "build/bootstrap/mistakes.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* A release of Debian, and the X of its Python 3.X. */
static const struct release {
	const char *number, *suite, *python;
} releases[] = {
	{"11", "bullseye", "9"},
	{"12", "bookworm", "11"},
	{"13", "trixie", "13"},
};

enum { RELEASE_COUNT = sizeof(releases) / sizeof(*releases) };

static bool
is_word(const char *bytes, size_t length, const char *word)
{
	return strlen(word) == length && memcmp(bytes, word, length) == 0;
}

/* What follows `start` in the string. NULL if the string starts otherwise. */
static const char *
behind(const char *string, const char *start)
{
	const size_t length = strlen(start);

	return strncmp(string, start, length) == 0 ? string + length : NULL;
}

static const char *
without_registry(const char *base)
{
	const char *rest = behind(base, "docker.io/");
	const char *name = rest ? rest : base;

	rest = behind(name, "library/");
	return rest ? rest : name;
}

/* Reads the tag 3.X-slim or 3.X-slim-SUITE. `version` is what follows 3. in it. */
static bool
find_python(struct recipe *recipe, const char *version, struct place place,
	struct diagnostics *diagnostics)
{
	const size_t length = strcspn(version, "-");
	const char *suite = behind(version + length, "-slim");

	if (!suite || (*suite && *suite != '-')) {
		diagnostic_error(diagnostics, place, MISTAKE_BASE_WITHOUT_RECIPE, recipe->base);
		return false;
	}
	for (size_t i = 0; i < RELEASE_COUNT; i++) {
		if (!is_word(version, length, releases[i].python))
			continue;
		recipe->python = releases[i].python;
		recipe->suite = releases[i].suite;
		if (!*suite || strcmp(suite + 1, recipe->suite) == 0)
			return true;
		diagnostic_error(diagnostics, place, MISTAKE_BASE_OTHER_RELEASE, recipe->base,
			recipe->python, recipe->suite, suite + 1);
		return false;
	}
	diagnostic_error(diagnostics, place, MISTAKE_BASE_PYTHON, recipe->base,
		arena_copy(diagnostics->arena, version, length));
	return false;
}

/* Finds a release by its number or name, which -slim follows. */
static bool
find_debian(
	struct recipe *recipe, const char *tag, struct place place, struct diagnostics *diagnostics)
{
	const size_t length = strcspn(tag, "-");

	if (strcmp(tag + length, "-slim") != 0) {
		diagnostic_error(diagnostics, place, MISTAKE_BASE_WITHOUT_RECIPE, recipe->base);
		return false;
	}
	for (size_t i = 0; i < RELEASE_COUNT; i++)
		if (is_word(tag, length, releases[i].number) ||
			is_word(tag, length, releases[i].suite)) {
			recipe->suite = releases[i].suite;
			return true;
		}
	diagnostic_error(diagnostics, place, MISTAKE_BASE_DEBIAN, recipe->base);
	return false;
}

static bool
find(struct recipe *recipe, struct place place, struct diagnostics *diagnostics)
{
	const char *version = behind(recipe->name, "python:3.");
	const char *tag = behind(recipe->name, "debian:");

	if (strchr(recipe->base, '@')) {
		diagnostic_error(diagnostics, place, MISTAKE_BASE_PINNED, recipe->base);
		return false;
	}
	if (version)
		return find_python(recipe, version, place, diagnostics);
	if (tag)
		return find_debian(recipe, tag, place, diagnostics);
	diagnostic_error(diagnostics, place, MISTAKE_BASE_WITHOUT_RECIPE, recipe->base);
	return false;
}

static bool
is_there(const struct recipes *recipes, const char *name)
{
	for (size_t i = 0; i < recipes->count; i++)
		if (strcmp(recipes->items[i].name, name) == 0)
			return true;
	return false;
}

void
recipes_add(struct recipes *recipes, struct arena *arena, const char *base, struct place place,
	struct diagnostics *diagnostics)
{
	struct recipe recipe = {.base = base, .name = without_registry(base)};

	if (is_there(recipes, recipe.name) || !find(&recipe, place, diagnostics))
		return;
	*ARENA_ADD(arena, recipes->items, recipes->count) = recipe;
}

void
recipes_add_family(struct recipes *recipes, struct arena *arena, const struct family *family,
	struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		for (size_t j = 0; j < variant->origin_count; j++) {
			const struct origin *origin = &variant->origins[j];

			if (!origin->parent && strcmp(origin->reference, "scratch") != 0)
				recipes_add(recipes, arena, origin->reference, origin->node->place,
					diagnostics);
		}
	}
}
