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

/* The repositories in which images are looked for, as they are in the engine. */
struct searched {
	struct map asked;   /* those of the selected targets */
	struct map known;   /* those of all targets */
	struct map folders; /* REGISTRY/FOLDER/ of the main ones, for those that no target has */
};

/* Adds the repositories of a target, with `registry` in front of them. */
static void
add_repositories(struct searched *searched, struct arena *arena, const struct target *target,
	const char *registry, bool asked)
{
	const char *slash = strrchr(target->repository, '/');

	for (const char *const *at = target->repositories; *at; at++) {
		const char *repository = arena_join(arena, registry, *at, NULL);

		add_word(&searched->known, arena, repository);
		if (asked)
			add_word(&searched->asked, arena, repository);
	}
	if (slash)
		add_word(&searched->folders, arena,
			arena_join(arena, registry,
				arena_copy(arena, target->repository,
					(size_t)(slash + 1 - target->repository)),
				NULL));
}

/* The folder of a repository, with the slash at its end. */
static size_t
folder_length(const char *repository, size_t length)
{
	while (length && repository[length - 1] != '/')
		length--;
	return length;
}

/* Whether images of the repository are looked for. */
static bool
is_searched(const struct searched *searched, const char *repository, size_t length, bool removed)
{
	return map_get(&searched->asked, repository, length) ||
	       (removed && !map_get(&searched->known, repository, length) &&
		       map_get(&searched->folders, repository, folder_length(repository, length)));
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

/* All images with a name in a repository that is looked into: ID → struct obsolete. */
static struct map
find_named(const struct survey *survey, const struct searched *searched, bool removed)
{
	struct map images = {0};

	for (size_t i = 0; i < survey->images.count; i++) {
		const struct map_entry *entry = &survey->images.entries[i];
		const char *colon = strrchr(entry->key, ':');

		if (colon &&
			is_searched(searched, entry->key, (size_t)(colon - entry->key), removed))
			add_name(&images, survey->arena, entry->value, entry->key);
	}
	return images;
}

/* Whether a name is that of the key, for a platform or a release as well: …:key-KEY-linux-arm64. */
static bool
is_key_name(const char *name, const char *key)
{
	const char *tag = strrchr(name, ':') + 1;
	const size_t length = strlen(key);

	return strncmp(tag, "key-", 4) == 0 && strncmp(tag + 4, key, length) == 0 &&
	       (!tag[4 + length] || tag[4 + length] == '-');
}

/*
 * Whether the family has made the image. The label alone does not say so: whatever is built on the
 * image inherits it.
 */
static bool
is_of_family(const struct obsolete *item)
{
	for (size_t i = 0; i < item->name_count; i++)
		if (is_key_name(item->names[i], item->image->key))
			return true;
	return false;
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

/*
 * Names of keys come last: as long as an image has one it is known to be of the family, and the next
 * run goes on with what this one could not remove.
 */
static int
compare_names(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;
	const bool a_is_key = strncmp(strrchr(a, ':'), ":key-", 5) == 0;
	const bool b_is_key = strncmp(strrchr(b, ':'), ":key-", 5) == 0;

	return a_is_key != b_is_key ? (a_is_key ? 1 : -1) : strcmp(a, b);
}

/* Takes the images that are of the family, and of a key that no target has. */
static void
take_obsolete(struct obsoletes *found, const struct map *images, const struct survey *survey,
	const struct map *keys)
{
	for (size_t i = 0; i < images->count; i++) {
		struct obsolete *item = images->entries[i].value;

		item->image = inspections_find(&survey->inspections, images->entries[i].key);
		if (item->image && *item->image->key && is_of_family(item) &&
			!map_get(keys, item->image->key, strlen(item->image->key)))
			*ARENA_ADD(survey->arena, found->items, found->count) = *item;
	}
	for (size_t i = 0; i < found->count; i++)
		qsort(found->items[i].names, found->items[i].name_count,
			sizeof(*found->items[i].names), compare_names);
	if (found->count)
		qsort(found->items, found->count, sizeof(*found->items), compare_heights);
}

enum outcome
obsolete_find(struct survey *survey, const bool *selected, bool removed, struct obsoletes *found)
{
	struct searched searched = {0};
	struct map keys = {0};
	const char **ids = NULL;
	size_t id_count = 0;

	*found = (struct obsoletes){0};
	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];
		const char *registry = settings_registry(survey->settings, target);

		add_word(&keys, survey->arena, target->key);
		add_repositories(&searched, survey->arena, target, "", selected[i]);
		if (*registry)
			add_repositories(&searched, survey->arena, target, registry, selected[i]);
	}
	const struct map images = find_named(survey, &searched, removed);

	for (size_t i = 0; i < images.count; i++)
		*ARENA_ADD(survey->arena, ids, id_count) = images.entries[i].key;
	const enum outcome outcome = inspections_add(&survey->inspections, ids, id_count);

	if (outcome == OUTCOME_DONE)
		take_obsolete(found, &images, survey, &keys);
	return outcome;
}
