#include "build/survey/survey.h"

#include <string.h>

#include "build/survey/survey_base.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "family/schema/grammar.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { CANDIDATES = 5, RELEASES = 3 }; /* names under which an image is looked for, at most */

/* What the engine holds */

static const char *
id_of(const struct survey *survey, const char *name)
{
	return name ? map_get(&survey->images, name, strlen(name)) : NULL;
}

/*
 * Finds the IDs that the image of a key may have, at most CANDIDATES: by the key's names with and
 * without the registry; and by the plain key, which earlier versions gave to images on a stand-in
 * and to images from a registry.
 */
static size_t
find_candidates(const struct survey *survey, size_t target, const char *ids[static CANDIDATES])
{
	const struct target *self = &survey->targets->items[target];
	const struct target_status *status = &survey->statuses[target];
	const char *registry = settings_registry(survey->settings, self);
	const struct {
		const char *prefix, *suffix;
		bool asked;
	} names[CANDIDATES] = {
		{"", status->suffix, true},
		{"", "", *status->suffix != '\0'},
		{registry, status->full_suffix, *registry != '\0'},
		{registry, status->suffix, *registry && status->suffix != status->full_suffix},
		{registry, "", *registry && *status->suffix},
	};
	size_t count = 0;

	for (size_t i = 0; i < CANDIDATES; i++) {
		const char *id = names[i].asked
					 ? id_of(survey, arena_join(survey->arena, names[i].prefix,
								 self->repository, ":key-",
								 self->key, names[i].suffix, NULL))
					 : NULL;

		if (id)
			ids[count++] = id;
	}
	return count;
}

/*
 * Finds the IDs that may have been released as this version, by names with and without the
 * registry. Returns how many they are.
 */
static size_t
find_releases(const struct survey *survey, size_t target, const char *ids[static RELEASES])
{
	const char *const names[RELEASES] = {survey_registry_key_name(survey, target),
		survey_registry_plain_name(survey, target), survey_key_name(survey, target)};
	size_t count = 0;

	for (size_t i = 0; i < RELEASES; i++) {
		const char *id = names[i] ? id_of(survey, arena_join(survey->arena, names[i], "-",
								  survey->version, NULL))
					  : NULL;

		if (id)
			ids[count++] = id;
	}
	return count;
}

const char *
survey_label_for(const struct survey *survey, size_t target, const struct inspected *const *parents)
{
	const struct target *self = &survey->targets->items[target];
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < self->parent_count; i++)
		if (self->parents[i].copied && parents[i])
			text_format(&text, "%s%s=%s", text.length ? " " : "",
				self->parents[i].argument, parents[i]->layers_hash);
	const char *label = arena_copy(survey->arena, text.bytes, text.length);

	text_free(&text);
	return label;
}

/* The images of the keys of the target's parents. */
static const struct inspected *const *
parents_of(const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];
	const struct inspected **parents =
		arena_allocate_array(survey->arena, self->parent_count, sizeof(struct inspected *));

	for (size_t i = 0; i < self->parent_count; i++)
		parents[i] = survey->statuses[self->parents[i].target].image;
	return parents;
}

const char *
survey_parents_label(const struct survey *survey, size_t target)
{
	return survey_label_for(survey, target, parents_of(survey, target));
}

bool
survey_matches_key(const struct survey *survey, size_t target, const struct inspected *image)
{
	const struct target_status *status = &survey->statuses[target];

	return strcmp(image->key, survey->targets->items[target].key) == 0 &&
	       image->stand_in == status->stand_in &&
	       platform_fits(image->platform, status->platform);
}

bool
survey_stands_on(const struct survey *survey, size_t target, const struct inspected *image,
	const struct inspected *const *parents)
{
	const struct target *self = &survey->targets->items[target];

	for (size_t i = 0; i < self->parent_count; i++)
		if (!parents[i] ||
			(!self->parents[i].copied && !inspected_stands_on(image, parents[i])))
			return false;
	/* An image that copies nothing can have the label only from its parent. */
	const char *label = survey_label_for(survey, target, parents);

	return !*image->parents || !*label || strcmp(image->parents, label) == 0;
}

bool
survey_accepts(const struct survey *survey, size_t target, const struct inspected *image)
{
	const char *only = survey->statuses[target].only_id;

	return survey_matches_key(survey, target, image) &&
	       (!only || strcmp(image->id, only) == 0) &&
	       survey_stands_on(survey, target, image, parents_of(survey, target));
}

/* Standings */

static void
set_suffixes(struct survey *survey, size_t target)
{
	struct target_status *status = &survey->statuses[target];
	const struct target_status *before = target ? status - 1 : NULL;

	/* Usually all targets are for one platform, and share the suffixes. */
	if (before && before->platform == status->platform &&
		before->stand_in == status->stand_in) {
		status->full_suffix = before->full_suffix;
		status->suffix = before->suffix;
		return;
	}
	status->full_suffix = survey_suffix(
		survey, platform_short(survey->arena, status->platform), status->stand_in);
	status->suffix = !platforms_agree(status->platform, survey->engine.machine)
				 ? survey_suffix(survey, status->platform, status->stand_in)
			 : status->stand_in ? "-standin"
					    : "";
}

void
survey_set_platform(struct survey *survey, size_t target, const char *platform)
{
	survey->statuses[target].platform = platform;
	set_suffixes(survey, target);
}

/* Notes that `name` must stand for `id`, unless it does already. */
static void
add_new_tag(
	const struct survey *survey, struct target_status *status, const char *name, const char *id)
{
	const char *now = id_of(survey, name);

	if (!name || (now && strcmp(now, id) == 0))
		return;
	*ARENA_ADD(survey->arena, status->new_tags, status->new_tag_count) =
		(struct new_tag){name, id};
}

/* The image that was released as this version. Its tags stay with it. */
static const struct inspected *
find_released(const struct survey *survey, size_t target)
{
	const char *ids[RELEASES];
	const size_t count = find_releases(survey, target, ids);

	for (size_t i = 0; i < count; i++) {
		const struct inspected *image = inspections_find(&survey->inspections, ids[i]);

		if (image && survey_matches_key(survey, target, image))
			return image;
	}
	return NULL;
}

void
survey_set_image(struct survey *survey, size_t target, const struct inspected *image)
{
	struct target_status *status = &survey->statuses[target];

	status->image = image;
	const struct public_names names =
		survey_public_names(survey, &survey->targets->items[target]);

	status->new_tags = NULL;
	status->new_tag_count = 0;
	for (size_t i = 0; i < names.count; i++)
		add_new_tag(survey, status, names.items[i].name,
			survey_image_of(status, &names.items[i])->id);
	status->state = status->new_tag_count ? TARGET_UNTAGGED : TARGET_CURRENT;
	if (!status->new_tag_count)
		return;
	add_new_tag(survey, status, survey_key_name(survey, target), image->id);
	add_new_tag(survey, status, survey_registry_key_name(survey, target), image->id);
}

void
survey_update(struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];
	struct target_status *status = &survey->statuses[target];
	const char *ids[CANDIDATES];
	const size_t count = find_candidates(survey, target, ids);
	bool waiting = false;

	status->image = NULL;
	for (size_t i = 0; i < self->parent_count; i++)
		waiting = waiting || !survey->statuses[self->parents[i].target].image;
	status->state = waiting && count ? TARGET_WAITING : TARGET_MISSING;
	for (size_t i = 0; !waiting && i < count; i++) {
		const struct inspected *image = inspections_find(&survey->inspections, ids[i]);

		if (image && survey_accepts(survey, target, image)) {
			survey_set_image(survey, target, image);
			return;
		}
	}
}

/*
 * Inspects all IDs that may be needed: those of keys, and those of bases, which may be stand-ins.
 */
static enum outcome
look_at_images(struct survey *survey)
{
	struct string_list ids = {.arena = survey->arena};

	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];
		const char *found[CANDIDATES];

		if (!survey->wanted[i])
			continue;
		for (size_t j = find_candidates(survey, i, found); j-- > 0;)
			string_list_add(&ids, found[j]);
		for (size_t j = find_releases(survey, i, found); j-- > 0;)
			string_list_add(&ids, found[j]);
		for (const char *const *base = target->bases; *base; base++)
			for (size_t j = survey_find_base(
				     survey, *base, survey->statuses[i].platform, found);
				j-- > 0;)
				string_list_add(&ids, found[j]);
	}
	return inspections_add(&survey->inspections, ids.items, ids.count);
}

enum outcome
survey_run(struct survey *survey)
{
	const size_t count = survey->targets->count;

	survey->statuses = arena_allocate_array(survey->arena, count, sizeof(*survey->statuses));
	for (size_t i = 0; i < count; i++) {
		struct target_status *status = &survey->statuses[i];

		if (!survey->wanted[i])
			continue;
		status->platform = settings_platform(
			survey->settings, &survey->targets->items[i], survey->engine.machine);
		if (!status->platform)
			return OUTCOME_MISTAKE;
		set_suffixes(survey, i);
	}
	/* Bases come first: an image on a stand-in has another name. */
	enum outcome outcome = look_at_images(survey);
	bool stand_ins = false;

	for (size_t i = 0; i < count && outcome == OUTCOME_DONE; i++) {
		struct target_status *status = &survey->statuses[i];

		if (!survey->wanted[i] || !survey_is_on_stand_in(survey, i))
			continue;
		stand_ins = status->stand_in = true;
		set_suffixes(survey, i);
	}
	if (outcome == OUTCOME_DONE && stand_ins)
		outcome = look_at_images(survey);
	for (size_t i = 0; i < count && outcome == OUTCOME_DONE; i++)
		if (survey->wanted[i]) {
			survey->statuses[i].released = find_released(survey, i);
			survey_update(survey, i);
		}
	return outcome;
}

void
survey_save(struct survey *survey, const char *path)
{
	struct map ids = {0};

	if (!survey->inspections.changed)
		return;
	for (size_t i = 0; i < survey->images.count; i++) {
		const char *id = survey->images.entries[i].value;

		map_set(&ids, survey->arena, id, strlen(id), survey);
	}
	inspections_save(&survey->inspections, path, &ids);
}
