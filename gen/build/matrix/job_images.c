#include "build/matrix/job_images.h"

#include <string.h>

#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* The platforms of a target. */
struct platforms {
	const char **items;
	size_t count;
};

static bool
has(const struct platforms *platforms, const char *platform)
{
	for (size_t i = 0; i < platforms->count; i++)
		if (platforms_agree(platforms->items[i], platform))
			return true;
	return false;
}

static void
add(struct arena *arena, struct platforms *platforms, const char *platform)
{
	if (!has(platforms, platform))
		*ARENA_ADD(arena, platforms->items, platforms->count) = platform;
}

/* Gives parents the platforms of what is wanted and needs them. */
static void
spread(struct arena *arena, const struct targets *targets, const bool *wanted,
	struct platforms *platforms)
{
	for (size_t i = targets->count; i-- > 0;)
		for (size_t j = 0; wanted[i] && j < targets->items[i].parent_count; j++) {
			struct platforms *parent = &platforms[targets->items[i].parents[j].target];

			for (size_t k = 0; k < platforms[i].count; k++)
				add(arena, parent, platforms[i].items[k]);
		}
}

/* Gives a platform to targets without one, if a parent has some. False if there is none such. */
static bool
follow(struct arena *arena, const struct targets *targets, struct platforms *platforms)
{
	const char *machine = machine_platform(arena);
	bool changed = false;

	for (size_t i = 0; i < targets->count; i++)
		for (size_t j = 0; j < targets->items[i].parent_count && !platforms[i].count; j++) {
			const struct platforms *parent =
				&platforms[targets->items[i].parents[j].target];

			if (!parent->count)
				continue;
			add(arena, &platforms[i],
				has(parent, machine) ? machine : parent->items[0]);
			changed = true;
		}
	return changed;
}

/* The platforms of each target. */
static struct platforms *
find_all(struct arena *arena, const struct targets *targets, const bool *wanted)
{
	struct platforms *platforms =
		arena_allocate_array(arena, targets->count, sizeof(*platforms));

	for (size_t i = 0; i < targets->count; i++)
		for (const char *const *item = targets->items[i].platforms; *item; item++)
			add(arena, &platforms[i], *item);
	do
		spread(arena, targets, wanted, platforms);
	while (follow(arena, targets, platforms));
	return platforms;
}

/* PLATFORM for each target, if it is one of those of all wanted ones. */
static enum outcome
take_given(const struct settings *settings, const struct targets *targets, const bool *wanted,
	struct platforms *platforms)
{
	for (size_t i = 0; i < targets->count; i++) {
		if (wanted[i] &&
			!settings_platform(settings, &targets->items[i], settings->platform))
			return OUTCOME_MISTAKE;
		platforms[i].items[0] = settings->platform;
		platforms[i].count = 1;
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
		const char *name =
			make_unique(&targets, arena, plain(arena, images->targets->items[i].id));

		for (size_t j = images->first[i]; j < images->first[i + 1]; j++) {
			struct job_image *image = &images->items[j];
			const char *platform = image->platform;

			image->id = make_unique(&taken, arena,
				*platform
					? plain(arena, arena_join(arena, name, "-", platform, NULL))
					: name);
		}
	}
}

enum outcome
job_images_make(struct job_images *images, struct arena *arena, const struct targets *targets,
	const struct settings *settings, const bool *wanted)
{
	struct platforms *platforms = find_all(arena, targets, wanted);
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < targets->count; i++)
		if (!platforms[i].count)
			add(arena, &platforms[i], "");
	if (settings->platform)
		outcome = take_given(settings, targets, wanted, platforms);
	*images = (struct job_images){.targets = targets,
		.first = arena_allocate_array(arena, targets->count + 1, sizeof(*images->first))};
	for (size_t i = 0; i < targets->count; i++) {
		for (size_t j = 0; j < platforms[i].count; j++)
			*ARENA_ADD(arena, images->items, images->count) =
				(struct job_image){.target = i,
					.platform = platforms[i].items[j],
					.listed = wanted[i]};
		images->first[i + 1] = images->count;
	}
	set_ids(images, arena);
	return outcome;
}

struct job_image *
job_images_find(const struct job_images *images, size_t target, const char *platform)
{
	for (size_t i = images->first[target]; i < images->first[target + 1]; i++)
		if (strcmp(images->items[i].platform, platform) == 0 ||
			platforms_agree(images->items[i].platform, platform))
			return &images->items[i];
	return NULL;
}
