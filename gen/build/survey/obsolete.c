#include "build/survey/obsolete.h"

#include <stdlib.h>
#include <string.h>

#include "build/survey/inspected.h"
#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

/* Adds a word to a set. */
static void
add_word(struct map *words, struct arena *arena, const char *word)
{
	map_set(words, arena, word, strlen(word), words);
}

/* Adds the repositories of a target, as they are in the engine. */
static void
add_repositories(struct map *repositories, const struct survey *survey, const struct target *target)
{
	const char *registry = settings_registry(survey->settings, target);

	for (const char *const *at = target->repositories; *at; at++) {
		add_word(repositories, survey->arena, *at);
		if (*registry)
			add_word(repositories, survey->arena,
				arena_join(survey->arena, registry, *at, NULL));
	}
}

static void
add_name(struct map *images, struct arena *arena, const char *id, const char *name)
{
	struct obsolete *item = map_get(images, id, strlen(id));

	if (!item) {
		item = arena_allocate(arena, sizeof(*item));
		*item = (struct obsolete){0};
		map_set(images, arena, id, strlen(id), item);
	}
	*ARENA_ADD(arena, item->names, item->name_count) = name;
}

/* All images with a name in one of the repositories: ID → struct obsolete. */
static struct map
find_named(const struct survey *survey, const struct map *repositories)
{
	struct map images = {0};

	for (size_t i = 0; i < survey->images.count; i++) {
		const struct map_entry *entry = &survey->images.entries[i];
		const char *colon = strrchr(entry->key, ':');

		if (colon && map_get(repositories, entry->key, (size_t)(colon - entry->key)))
			add_name(&images, survey->arena, entry->value, entry->key);
	}
	return images;
}

/* Images with more layers come first, so that what stands on others goes before them. */
static int
compare_heights(const void *left, const void *right)
{
	const struct layer *a = ((const struct obsolete *)left)->image->top;
	const struct layer *b = ((const struct obsolete *)right)->image->top;
	const size_t heights[] = {a ? a->height : 0, b ? b->height : 0};

	return (heights[0] < heights[1]) - (heights[0] > heights[1]);
}

/* Takes the images that are of the family, and of a key that no target has. */
static void
take_obsolete(struct obsoletes *found, const struct map *images, const struct survey *survey,
	const struct map *keys)
{
	for (size_t i = 0; i < images->count; i++) {
		struct obsolete *item = images->entries[i].value;

		item->image = inspections_find(&survey->inspections, images->entries[i].key);
		if (item->image && *item->image->key &&
			!map_get(keys, item->image->key, strlen(item->image->key)))
			*ARENA_ADD(survey->arena, found->items, found->count) = *item;
	}
	if (found->count)
		qsort(found->items, found->count, sizeof(*found->items), compare_heights);
}

enum outcome
obsolete_find(struct survey *survey, const bool *selected, struct obsoletes *found)
{
	struct map repositories = {0}, keys = {0};
	const char **ids = NULL;
	size_t id_count = 0;

	*found = (struct obsoletes){0};
	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];

		add_word(&keys, survey->arena, target->key);
		if (selected[i])
			add_repositories(&repositories, survey, target);
	}
	const struct map images = find_named(survey, &repositories);

	for (size_t i = 0; i < images.count; i++)
		*ARENA_ADD(survey->arena, ids, id_count) = images.entries[i].key;
	const enum outcome outcome = inspections_add(&survey->inspections, ids, id_count);

	if (outcome == OUTCOME_DONE)
		take_obsolete(found, &images, survey, &keys);
	return outcome;
}
