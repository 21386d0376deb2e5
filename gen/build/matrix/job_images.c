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

/* Gives parents the platforms of what needs them. */
static void
spread(struct arena *arena, const struct targets *targets, struct platforms *platforms)
{
	for (size_t i = targets->count; i-- > 0;)
		for (size_t j = 0; j < targets->items[i].parent_count; j++) {
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
find_all(struct arena *arena, const struct targets *targets)
{
	struct platforms *platforms =
		arena_allocate_array(arena, targets->count, sizeof(*platforms));

	for (size_t i = 0; i < targets->count; i++)
		for (const char *const *item = targets->items[i].platforms; *item; item++)
			add(arena, &platforms[i], *item);
	do
		spread(arena, targets, platforms);
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

/* IMAGE-TAG-PLATFORM, with - for what an ID may not have. */
static const char *
plain_id(struct arena *arena, const struct target *target, const char *platform)
{
	char *id = arena_join(arena, target->id, *platform ? "-" : "", platform, NULL);

	for (char *at = id; *at; at++)
		if (!is_letter(*at) && !is_digit(*at) && *at != '_')
			*at = '-';
	return is_letter(*id) ? id : arena_join(arena, "_", id, NULL);
}

/* Gives each item an ID. One that is taken gets a number. */
static void
set_ids(struct job_images *images, struct arena *arena)
{
	struct map taken = {0};

	for (size_t i = 0; i < images->count; i++) {
		struct job_image *image = &images->items[i];
		const char *plain =
			plain_id(arena, &images->targets->items[image->target], image->platform);
		size_t *number = map_get(&taken, plain, strlen(plain));

		image->id = plain;
		while (map_get(&taken, image->id, strlen(image->id)))
			image->id = arena_format(arena, "%s-%zu", plain, ++*number);
		number = arena_allocate(arena, sizeof(*number));
		*number = 1;
		map_set(&taken, arena, image->id, strlen(image->id), number);
	}
}

enum outcome
job_images_make(struct job_images *images, struct arena *arena, const struct targets *targets,
	const struct settings *settings, const bool *wanted)
{
	struct platforms *platforms = find_all(arena, targets);
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
