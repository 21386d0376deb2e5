#include "build/survey/survey_names.h"

#include <string.h>

#include "build/survey/inspected.h"
#include "build/survey/outputs.h"
#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/tag_words.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { TAG_LONGEST = 128 }; /* OCI Distribution Specification, "Pulling manifests" */

const char *
survey_key_name(const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];

	return arena_join(survey->arena, self->repository, ":key-", self->key,
		survey->statuses[target].suffix, NULL);
}

const char *
survey_registry_key_name(const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];
	const char *registry = settings_registry(survey->settings, self);

	if (!*registry)
		return NULL;
	return arena_join(survey->arena, registry, self->repository, ":key-", self->key,
		survey->statuses[target].full_suffix, NULL);
}

const char *
survey_registry_plain_name(const struct survey *survey, size_t target)
{
	const struct target_status *status = &survey->statuses[target];
	const char *registry = settings_registry(survey->settings, &survey->targets->items[target]);

	if (!*registry || strcmp(status->suffix, status->full_suffix) == 0)
		return NULL;
	return arena_join(survey->arena, registry, survey_key_name(survey, target), NULL);
}

const char *
survey_suffix(const struct survey *survey, const char *platform, bool stand_in)
{
	char *suffix = arena_join(survey->arena, "-", platform, stand_in ? "-standin" : "", NULL);

	for (char *at = strchr(suffix, '/'); at; at = strchr(at, '/'))
		*at = '-';
	return suffix;
}

const char *
survey_repository(const struct survey *survey, const struct target *target)
{
	return arena_join(survey->arena, settings_registry(survey->settings, target),
		target->repository, NULL);
}

const char *
survey_name(const struct survey *survey, const struct target *target)
{
	return arena_join(survey->arena, settings_registry(survey->settings, target),
		target->repository, ":", target->tag, NULL);
}

/* Whether a name from number `first` on has the tag. */
static bool
has_name(const struct public_names *names, size_t first, const char *tag)
{
	for (size_t i = first; i < names->count; i++)
		if (strcmp(names->items[i].tag, tag) == 0)
			return true;
	return false;
}

/*
 * Adds the name of a tag in a repository, whose names begin at number `first`. Words can make the
 * same tag twice: in version 1.0.0 MAJOR is 1, as a TAG may be.
 */
static void
add_name(struct arena *arena, struct public_names *names, size_t first, const char *tag,
	const struct tag_words *words, const struct public_name *form)
{
	const char *filled = tag_words_fill(words, arena, tag);

	if (!filled || (filled != tag && has_name(names, first, filled)))
		return;
	*ARENA_ADD(arena, names->items, names->count) = (struct public_name){
		.name = arena_join(arena, form->repository, ":", filled, NULL),
		.repository = form->repository,
		.tag = filled,
		.read = form->read,
		.versioned = tag_has_version(tag),
		.of_release = tag_has_number(tag),
	};
}

/* The words of a tag that is read. */
static struct tag_words
words_of(const struct survey *survey, const struct target *target,
	const struct target_read_tag *read)
{
	const struct target_status *status =
		survey->statuses ? &survey->statuses[target - survey->targets->items] : NULL;
	const char *output = status && status->image ? outputs_find(&survey->outputs,
							       status->image->id, read->words)
						     : NULL;
	struct tag_words words = survey->words;

	if (output)
		words.output = output;
	return words;
}

/* Adds the names in one repository. */
static void
add_names(const struct survey *survey, const struct target *target, const char *repository,
	struct public_names *names)
{
	const size_t first = names->count;
	struct public_name form = {.repository = repository};

	for (const char *const *tag = target->tags; *tag; tag++)
		add_name(survey->arena, names, first, *tag, &survey->words, &form);
	for (size_t i = 0; i < target->read_tag_count; i++) {
		form.read = &target->read_tags[i];
		const struct tag_words words = words_of(survey, target, form.read);

		add_name(survey->arena, names, first, form.read->tag, &words, &form);
	}
}

const struct inspected *
survey_image_of(const struct target_status *status, const struct public_name *name)
{
	const struct inspected *released = status->released;

	return name->of_release && released &&
			       strcmp(released->layers_hash, status->image->layers_hash) == 0
		       ? released
		       : status->image;
}

struct public_names
survey_public_names(const struct survey *survey, const struct target *target)
{
	const char *registry = settings_registry(survey->settings, target);
	struct public_names names = {0};

	for (const char *const *name = target->repositories; *name; name++)
		add_names(survey, target,
			*registry ? arena_join(survey->arena, registry, *name, NULL) : *name,
			&names);
	return names;
}

const char *
survey_new_names_text(const struct survey *survey, const struct target_status *status)
{
	const size_t target = (size_t)(status - survey->statuses);
	const char *main = survey_repository(survey, &survey->targets->items[target]);
	const size_t length = strlen(main);
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < status->new_tag_count; i++) {
		const char *name = status->new_tags[i].name, *tag = strrchr(name, ':') + 1;

		if (strncmp(tag, "key-", 4) == 0)
			continue;
		const bool is_main =
			(size_t)(tag - 1 - name) == length && memcmp(name, main, length) == 0;

		text_format(&text, "%s%s", text.length ? ", " : "as ", is_main ? tag : name);
	}
	const char *told = arena_string(survey->arena, text.length ? text.bytes : "under its key");

	text_free(&text);
	return told;
}

/* Whether names can be the same though the tags of images.yaml differ. */
static bool
can_meet(const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++)
		for (const char *const *tag = targets->items[i].tags; *tag; tag++)
			if (**tag == '%' || strstr(*tag, "%M") || strstr(*tag, "%D"))
				return true;
	return false;
}

/* Checks the length of a name, and that no other target has it. */
static enum outcome
check_name(const struct survey *survey, struct target *target, const struct public_name *name,
	struct map *taken)
{
	if (strlen(name->tag) > TAG_LONGEST)
		return failure_mistake(NULL,
			"%s: the tag '%s' is longer than %d characters: write a "
			"shorter 'tag' in images.yaml, or set a shorter VERSION",
			target->id, name->tag, TAG_LONGEST);
	const struct target *other =
		taken ? map_set(taken, survey->arena, name->name, strlen(name->name), target)
		      : NULL;

	if (other && other != target)
		return failure_mistake(NULL,
			"%s and %s both have the tag '%s' in version %s: write other 'tags' in "
			"images.yaml",
			other->id, target->id, name->tag, survey->version);
	return OUTCOME_DONE;
}

enum outcome
survey_check_tags(const struct survey *survey)
{
	struct map map = {0}, *taken = can_meet(survey->targets) ? &map : NULL;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count && outcome == OUTCOME_DONE; i++) {
		struct target *target = &survey->targets->items[i];

		if (!taken && !survey->wanted[i])
			continue;
		const struct public_names names = survey_public_names(survey, target);

		for (size_t j = 0; j < names.count && outcome == OUTCOME_DONE; j++)
			outcome = check_name(survey, target, &names.items[j], taken);
	}
	return outcome;
}
