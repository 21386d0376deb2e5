#include "build/survey/remote.h"

#include <string.h>

#include "build/survey/inspected.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

/* What is asked */

static struct remote_image *
add_platform(struct remote *remote, size_t target, const char *platform)
{
	const struct survey *survey = remote->survey;
	struct remote_target *self = &remote->targets[target];
	struct remote_image *image = remote_on(remote, target, platform);

	if (image)
		return image;
	image = ARENA_ADD(survey->arena, self->images, self->count);
	image->platform = platform;
	image->key_name = arena_join(survey->arena,
		survey_repository(survey, &survey->targets->items[target]), ":key-",
		survey->targets->items[target].key,
		survey_suffix(survey, platform_short(survey->arena, platform), false), NULL);
	image->name = image->key_name;
	return image;
}

void
remote_open(struct remote *remote, struct survey *survey, struct registry *registry)
{
	const struct targets *targets = survey->targets;

	*remote = (struct remote){.survey = survey,
		.registry = registry,
		.targets = arena_allocate_array(
			survey->arena, targets->count, sizeof(*remote->targets))};
	/* Children come first: a parent has all platforms of its children. */
	for (size_t i = targets->count; i-- > 0;) {
		const struct target *target = &targets->items[i];

		if (!survey->wanted[i])
			continue;
		for (const char *const *platform = target->platforms; *platform; platform++)
			add_platform(remote, i, *platform);
		add_platform(remote, i, survey->statuses[i].platform);
		for (size_t j = 0; j < target->parent_count; j++)
			for (size_t k = 0; k < remote->targets[i].count; k++)
				add_platform(remote, target->parents[j].target,
					remote->targets[i].images[k].platform);
	}
}

struct remote_image *
remote_on(const struct remote *remote, size_t target, const char *platform)
{
	const struct remote_target *self = &remote->targets[target];

	for (size_t i = 0; i < self->count; i++)
		if (platforms_agree(self->images[i].platform, platform))
			return &self->images[i];
	return NULL;
}

struct remote_image *
remote_own(const struct remote *remote, size_t target)
{
	return remote_on(remote, target, remote->survey->statuses[target].platform);
}

/* What it is worth */

/* The valid images of the target's parents. NULL for one that has none. */
static const struct inspected *const *
parents_on(const struct remote *remote, size_t target, const char *platform)
{
	const struct survey *survey = remote->survey;
	const struct target *self = &survey->targets->items[target];
	const struct inspected **parents =
		arena_allocate_array(survey->arena, self->parent_count, sizeof(struct inspected *));

	for (size_t i = 0; i < self->parent_count; i++) {
		const struct remote_image *parent =
			remote_on(remote, self->parents[i].target, platform);

		parents[i] = parent && parent->valid ? parent->image : NULL;
	}
	return parents;
}

bool
remote_matches_parents(const struct remote *remote, size_t target, const char *platform,
	const struct inspected *image)
{
	return survey_stands_on(
		remote->survey, target, image, parents_on(remote, target, platform));
}

const char *
remote_parents_label(const struct remote *remote, size_t target, const char *platform)
{
	const struct target *self = &remote->survey->targets->items[target];
	const struct inspected *const *parents = parents_on(remote, target, platform);
	bool copies = false, known = true;

	for (size_t i = 0; i < self->parent_count; i++) {
		copies = copies || self->parents[i].copied;
		known = known && (parents[i] || !self->parents[i].copied);
	}
	if (!copies)
		return NULL;
	return known ? survey_label_for(remote->survey, target, parents) : "";
}

/* Finds the valid images, parents first: an image on a parent that is not valid is not valid. */
static void
judge(struct remote *remote)
{
	const struct targets *targets = remote->survey->targets;

	for (size_t i = 0; i < targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			struct remote_image *image = &remote->targets[i].images[j];

			image->valid =
				image->image &&
				strcmp(image->image->key, targets->items[i].key) == 0 &&
				!image->image->stand_in &&
				platform_fits(image->image->platform, image->platform) &&
				remote_matches_parents(remote, i, image->platform, image->image);
		}
}

bool
remote_is_foreign(const struct remote *remote, size_t target, const struct remote_image *image)
{
	return image->image &&
	       (strcmp(image->image->key, remote->survey->targets->items[target].key) != 0 ||
		       image->image->stand_in);
}

bool
remote_is_complete(const struct remote *remote)
{
	for (size_t i = 0; i < remote->survey->targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++)
			if (!remote->targets[i].images[j].valid)
				return false;
	return true;
}

void
remote_prefer(const struct remote *remote)
{
	struct survey *survey = remote->survey;

	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct remote_image *own = survey->wanted[i] ? remote_own(remote, i) : NULL;

		if (!own)
			continue;
		if (own->valid && !survey->statuses[i].stand_in)
			survey->statuses[i].only_id = own->image->id;
		survey_update(survey, i);
	}
}

enum outcome
remote_report_lacking(const struct remote *remote)
{
	const struct survey *survey = remote->survey;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count; i++) {
		if (!survey->wanted[i] || remote_own(remote, i)->valid ||
			!survey->statuses[i].image)
			continue;
		(void)failure_mistake(NULL,
			"%s is not in the registry (%s%s): the local image stays, and basegen push "
			"sends it",
			survey_name(survey, &survey->targets->items[i]),
			remote_own(remote, i)->image ? "which has another image as " : "as ",
			remote_own(remote, i)->key_name);
		outcome = OUTCOME_STALE;
	}
	return outcome;
}

/* Asking */

/* Inspects images whose IDs are not known yet. */
static enum outcome
learn(struct remote *remote, const char *const *names, const char *const *ids, size_t count)
{
	struct arena *arena = remote->survey->arena;
	struct engine_image *images = arena_allocate_array(arena, count, sizeof(*images));
	const char **whys = arena_allocate_array(arena, count, sizeof(*whys));

	registry_inspect(remote->registry, names, count, images, whys);
	if (registry_is_stopped(remote->registry))
		return OUTCOME_MACHINE;
	for (size_t i = 0; i < count; i++) {
		if (whys[i])
			return failure(
				"the registry does not say what %s is: %s", names[i], whys[i]);
		images[i].id = ids[i];
		if (images[i].platform)
			(void)inspections_remember(&remote->survey->inspections, &images[i]);
	}
	return OUTCOME_DONE;
}

enum outcome
remote_inspect(struct remote *remote, const char *const *names,
	const struct registry_manifest *manifests, size_t count, const struct inspected **images)
{
	struct string_list unknown = {.arena = remote->survey->arena}, ids = unknown;
	struct inspections *inspections = &remote->survey->inspections;

	for (size_t i = 0; i < count; i++)
		if (manifests[i].image_id &&
			!inspections_find(inspections, manifests[i].image_id)) {
			/* The tag may have moved since; the digest may not. */
			string_list_add(&unknown, registry_exact_name(remote->survey->arena,
							  names[i], &manifests[i]));
			string_list_add(&ids, manifests[i].image_id);
		}
	const enum outcome outcome =
		unknown.count ? learn(remote, unknown.items, ids.items, unknown.count)
			      : OUTCOME_DONE;

	for (size_t i = 0; i < count; i++)
		images[i] = manifests[i].image_id
				    ? inspections_find(inspections, manifests[i].image_id)
				    : NULL;
	return outcome;
}

const char *
remote_release_name(const struct remote *remote, const struct remote_image *image)
{
	return arena_join(
		remote->survey->arena, image->key_name, "-", remote->survey->version, NULL);
}

enum outcome
remote_ask(struct remote *remote, const char *const *names, size_t count,
	struct registry_manifest *manifests)
{
	registry_read(remote->registry, names, count, manifests);
	if (registry_is_stopped(remote->registry))
		return OUTCOME_MACHINE;
	for (size_t i = 0; i < count; i++)
		if (manifests[i].answer == REGISTRY_FAILED)
			return failure("the registry does not say whether it has %s: %s", names[i],
				manifests[i].why);
	return OUTCOME_DONE;
}

void
remote_warn_of_denials(const struct remote *remote)
{
	const struct string_list *denied = &remote->registry->denied;

	for (size_t i = 0; i < denied->count; i++)
		failure_warning(
			"%s cannot be read with this login; it counts as not there yet, and "
			"basegen push finds out",
			denied->items[i]);
}

/* Asks for images by the names that they have in `remote`, and notes what is there. */
static enum outcome
ask(struct remote *remote, struct remote_image *const *images, const char *const *names,
	size_t count)
{
	struct arena *arena = remote->survey->arena;
	struct registry_manifest *manifests =
		arena_allocate_array(arena, count, sizeof(*manifests));
	const struct inspected **found =
		arena_allocate_array(arena, count, sizeof(struct inspected *));

	enum outcome outcome = remote_ask(remote, names, count, manifests);

	if (outcome == OUTCOME_DONE)
		outcome = remote_inspect(remote, names, manifests, count, found);

	for (size_t i = 0; outcome == OUTCOME_DONE && i < count; i++) {
		images[i]->name = names[i];
		images[i]->manifest = manifests[i];
		images[i]->image = found[i];
	}
	return outcome;
}

/*
 * Asks for images by the names of their keys; for the machine's platform, if there is none, also by
 * the name without a platform.
 */
static enum outcome
ask_all(struct remote *remote, struct remote_image *const *images, const size_t *targets,
	size_t count)
{
	struct arena *arena = remote->survey->arena;
	struct string_list names = {.arena = arena}, plain = names;
	struct remote_image **again =
		arena_allocate_array(arena, count, sizeof(struct remote_image *));

	for (size_t i = 0; i < count; i++)
		string_list_add(&names, images[i]->key_name);
	enum outcome outcome = count ? ask(remote, images, names.items, count) : OUTCOME_DONE;

	for (size_t i = 0; outcome == OUTCOME_DONE && i < count; i++) {
		const char *name = survey_registry_plain_name(remote->survey, targets[i]);

		if (name && !images[i]->image && images[i] == remote_own(remote, targets[i])) {
			again[plain.count] = images[i];
			string_list_add(&plain, name);
		}
	}
	if (outcome == OUTCOME_DONE && plain.count)
		outcome = ask(remote, again, plain.items, plain.count);
	/* If it is not there either, it will be written under the key's own name. */
	for (size_t i = 0; i < plain.count; i++)
		if (!again[i]->image ||
			!platform_fits(again[i]->image->platform, again[i]->platform)) {
			again[i]->image = NULL;
			again[i]->name = again[i]->key_name;
		}
	return outcome;
}

enum outcome
remote_read(struct remote *remote)
{
	const size_t count = remote->survey->targets->count;
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += remote->targets[i].count;
	struct remote_image **images =
		arena_allocate_array(remote->survey->arena, total, sizeof(struct remote_image *));
	size_t *targets = arena_allocate_array(remote->survey->arena, total, sizeof(*targets));

	total = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			images[total] = &remote->targets[i].images[j];
			targets[total++] = i;
		}
	const enum outcome outcome = ask_all(remote, images, targets, total);

	if (outcome == OUTCOME_DONE)
		judge(remote);
	return outcome;
}

void
remote_remember(const struct remote *remote, const char *path)
{
	struct survey *survey = remote->survey;
	struct map ids = {0};

	for (size_t i = 0; i < survey->targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			const struct inspected *image = remote->targets[i].images[j].image;

			if (image)
				map_set(&ids, survey->arena, image->id, strlen(image->id), survey);
		}
	inspections_save(&survey->inspections, path, &ids);
}

enum outcome
remote_read_image(struct remote *remote, size_t target, struct remote_image *image)
{
	const enum outcome outcome = ask_all(remote, &image, &target, 1);

	if (outcome == OUTCOME_DONE)
		judge(remote);
	return outcome;
}

enum outcome
remote_read_own(struct remote *remote, size_t target)
{
	return remote_read_image(remote, target, remote_own(remote, target));
}
