#include "build/survey/survey_base.h"

#include <string.h>

#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

static unsigned long long
hash_of(const char *name)
{
	return map_stable_hash(name, strlen(name));
}

const char *
survey_kept_base(struct arena *arena, const char *name, const char *platform)
{
	char *kept = arena_format(arena, "basegen-base:%016llx-%s", hash_of(name), platform);

	for (char *at = strchr(kept, '/'); at; at = strchr(at, '/'))
		*at = '-';
	return kept;
}

const char *
survey_owner_of_base(struct arena *arena, const char *name)
{
	return arena_format(arena, "basegen-base:%016llx-owner", hash_of(name));
}

static const char *
id_of(const struct survey *survey, const char *name)
{
	return map_get(&survey->images, name, strlen(name));
}

/*
 * The ID of a base. People write its name with Docker's registry in front or without; the engine
 * lists it without.
 */
static const char *
id_of_base(const struct survey *survey, const char *base)
{
	static const char *const prefixes[] = {"docker.io/library/", "docker.io/", "library/"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncmp(base, prefixes[i], strlen(prefixes[i])) == 0) {
			base += strlen(prefixes[i]);
			break;
		}
	return id_of(survey, base);
}

size_t
survey_find_base(const struct survey *survey, const char *base, const char *platform,
	const char *ids[static 3])
{
	const char *const found[] = {id_of_base(survey, base),
		id_of(survey, survey_owner_of_base(survey->arena, base)),
		id_of(survey, survey_kept_base(survey->arena, base, platform))};
	size_t count = 0;

	for (size_t i = 0; i < 3; i++)
		if (found[i])
			ids[count++] = found[i];
	return count;
}

/* The image of a base for a platform. NULL if it is not present, and will be pulled. */
static const struct inspected *
image_of_base(const struct survey *survey, const char *base, const char *platform)
{
	const char *ids[3];
	const size_t count = survey_find_base(survey, base, platform, ids);

	for (size_t i = 0; i < count; i++) {
		const struct inspected *image = inspections_find(&survey->inspections, ids[i]);

		if (image && platform_fits(image->platform, platform))
			return image;
	}
	return NULL;
}

/* The ID of a base for a platform. NULL if it is not present. */
static const char *
base_id(const struct survey *survey, const char *base, const char *platform)
{
	const struct inspected *image = image_of_base(survey, base, platform);

	return image ? image->id : NULL;
}

/* Whether the image of the target's key stands on that base. */
static bool
stands_on(const struct survey *survey, size_t target, const struct inspected *base)
{
	const struct target_status *status = &survey->statuses[target];

	return base && platform_fits(base->platform, status->platform) &&
	       inspected_stands_on(status->image, base);
}

enum outcome
survey_base_below(struct survey *survey, size_t target, const char **id)
{
	enum { NAMES = 2 };
	const char *platform = survey->statuses[target].platform,
		   *name = survey_base_name(survey, target, 0), *known[3];
	const char *const names[NAMES] = {name, survey_kept_base(survey->arena, name, platform)};
	struct engine_image found[NAMES];

	*id = NULL;
	for (size_t i = survey_find_base(
		     survey, survey->targets->items[target].bases[0], platform, known);
		i-- > 0;)
		if (stands_on(survey, target, inspections_find(&survey->inspections, known[i])))
			*id = known[i];
	if (*id)
		return OUTCOME_DONE;
	const enum outcome outcome =
		engine_inspect(&survey->engine, survey->arena, names, NAMES, found);

	for (size_t i = NAMES; i-- > 0 && outcome == OUTCOME_DONE;)
		if (found[i].id && stands_on(survey, target,
					   inspections_remember(&survey->inspections, &found[i])))
			*id = found[i].id;
	return outcome;
}

enum outcome
survey_base_copied(struct survey *survey, size_t target, const char *base, const char **id)
{
	const struct target *self = &survey->targets->items[target];
	const char *platform = survey->statuses[target].platform;
	struct engine_image found = {0};
	size_t number = 0;

	while (self->bases[number] && strcmp(self->bases[number], base) != 0)
		number++;
	const char *name = self->bases[number] ? survey_base_name(survey, target, number) : base;

	*id = base_id(survey, base, platform);
	if (strcmp(name, base) == 0)
		return OUTCOME_DONE;
	const enum outcome outcome =
		engine_inspect(&survey->engine, survey->arena, &name, 1, &found);

	*id = found.id && platform_fits(found.platform, platform) ? found.id : NULL;
	return outcome;
}

bool
survey_is_on_stand_in(const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];

	for (size_t i = 0; i < self->parent_count; i++)
		if (survey->statuses[self->parents[i].target].stand_in)
			return true;
	for (const char *const *base = self->bases; *base; base++) {
		const struct inspected *image =
			image_of_base(survey, *base, survey->statuses[target].platform);

		if (image && image->stand_in)
			return true;
	}
	return false;
}

const char *
survey_base_name(const struct survey *survey, size_t target, size_t base)
{
	const struct target *self = &survey->targets->items[target];
	const char *name = self->bases[base], *digest = self->digests[base];
	const struct inspected *image =
		*digest ? image_of_base(survey, name, survey->statuses[target].platform) : NULL;

	return !*digest || (image && image->stand_in)
		       ? name
		       : arena_join(survey->arena, name, "@", digest, NULL);
}

bool
survey_ignores_lock(const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];

	/* The image in FROM comes first. */
	return self->bases[0] && *self->digests[0] &&
	       (!self->parent_count || self->parents[0].copied) &&
	       !strchr(survey_base_name(survey, target, 0), '@');
}
