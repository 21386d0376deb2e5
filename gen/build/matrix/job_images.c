#include "build/matrix/job_images.h"

#include <string.h>

#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* Adds a platform to those of a target: its shortest name → as it is written. */
static void
add(struct arena *arena, struct map *platforms, const char *platform)
{
	const char *name = platform_short(arena, platform);

	if (!map_get(platforms, name, strlen(name)))
		map_set(platforms, arena, name, strlen(name), arena_string(arena, platform));
}

/* Gives parents the platforms of what is wanted and needs them. */
static void
spread(struct arena *arena, const struct targets *targets, const bool *wanted,
	struct map *platforms)
{
	for (size_t i = targets->count; i-- > 0;)
		for (size_t j = 0; wanted[i] && j < targets->items[i].parent_count; j++) {
			struct map *parent = &platforms[targets->items[i].parents[j].target];

			for (size_t k = 0; k < platforms[i].count; k++)
				add(arena, parent, platforms[i].entries[k].value);
		}
}

/* Gives a platform to targets without one, if a parent has some. False if there is none such. */
static bool
follow(struct arena *arena, const struct targets *targets, struct map *platforms)
{
	const char *machine = machine_platform(arena);
	bool changed = false;

	for (size_t i = 0; i < targets->count; i++)
		for (size_t j = 0; j < targets->items[i].parent_count && !platforms[i].count; j++) {
			const struct map *parent = &platforms[targets->items[i].parents[j].target];

			if (!parent->count)
				continue;
			add(arena, &platforms[i],
				map_get(parent, machine, strlen(machine))
					? machine
					: parent->entries[0].value);
			changed = true;
		}
	return changed;
}

/* The platforms of each target. */
static struct map *
find_all(struct arena *arena, const struct targets *targets, const bool *wanted)
{
	struct map *platforms = arena_allocate_array(arena, targets->count, sizeof(*platforms));

	for (size_t i = 0; i < targets->count; i++)
		for (const char *const *item = targets->items[i].platforms; *item; item++)
			add(arena, &platforms[i], *item);
	do
		spread(arena, targets, wanted, platforms);
	while (follow(arena, targets, platforms));
	for (size_t i = 0; i < targets->count; i++)
		if (!platforms[i].count)
			add(arena, &platforms[i], "");
	return platforms;
}

/* PLATFORM for each target, if it is one of those of all wanted ones. */
static enum outcome
take_given(struct arena *arena, const struct settings *settings, const struct targets *targets,
	const bool *wanted, struct map *platforms)
{
	for (size_t i = 0; i < targets->count; i++) {
		if (wanted[i] &&
			!settings_platform(settings, &targets->items[i], settings->platform))
			return OUTCOME_MISTAKE;
		platforms[i] = (struct map){0};
		add(arena, &platforms[i], settings->platform);
	}
	return OUTCOME_DONE;
}

static bool
is_letter(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* A text with - for what an ID may not have. */
static const char *
plain(struct arena *arena, const char *text)
{
	char *id = arena_string(arena, text);

	for (char *at = id; *at; at++)
		if (!is_letter(*at) && !is_digit(*at) && *at != '_')
			*at = '-';
	return is_letter(*id) ? id : arena_join(arena, "_", id, NULL);
}

/* A text that `taken` does not have, which gets it: the given one, or that with a number. */
static const char *
make_unique(struct map *taken, struct arena *arena, const char *text)
{
	const char *unique = text;
	size_t *number = map_get(taken, text, strlen(text));

	while (map_get(taken, unique, strlen(unique)))
		unique = arena_format(arena, "%s-%zu", text, ++*number);
	number = arena_allocate(arena, sizeof(*number));
	*number = 1;
	map_set(taken, arena, unique, strlen(unique), number);
	return unique;
}

/*
 * Gives each item an ID. Targets whose names differ in other characters get numbers first, so that
 * IDs do not depend on what is wanted.
 */
static void
set_ids(struct job_images *images, struct arena *arena)
{
	struct map targets = {0}, taken = {0};

	for (size_t i = 0; i < images->targets->count; i++) {
		const struct map *platforms = &images->platforms[i];
		const char *name =
			make_unique(&targets, arena, plain(arena, images->targets->items[i].id));

		for (size_t j = 0; j < platforms->count; j++) {
			struct job_image *image = platforms->entries[j].value;
			const char *id = *image->platform ? arena_join(arena, name, "-",
								    image->platform, NULL)
							  : name;

			image->id = make_unique(&taken, arena, plain(arena, id));
		}
	}
}

enum outcome
job_images_make(struct job_images *images, struct arena *arena, const struct targets *targets,
	const struct settings *settings, const bool *wanted)
{
	struct map *platforms = find_all(arena, targets, wanted);
	const enum outcome outcome =
		settings->platform ? take_given(arena, settings, targets, wanted, platforms)
				   : OUTCOME_DONE;
	size_t count = 0;

	for (size_t i = 0; i < targets->count; i++)
		count += platforms[i].count;
	*images = (struct job_images){.targets = targets,
		.items = arena_allocate_array(arena, count, sizeof(*images->items)),
		.platforms = platforms};
	for (size_t i = 0; i < targets->count; i++)
		for (size_t j = 0; j < platforms[i].count; j++) {
			struct job_image *image = &images->items[images->count++];

			struct map_entry *platform = &platforms[i].entries[j];

			*image = (struct job_image){.target = i,
				.platform = platform->value,
				.shortest = platform->key,
				.listed = wanted[i]};
			platform->value = image;
		}
	set_ids(images, arena);
	return outcome;
}

struct job_image *
job_images_find(const struct job_images *images, size_t target, const char *shortest)
{
	return map_get(&images->platforms[target], shortest, strlen(shortest));
}
