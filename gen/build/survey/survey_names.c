#include "build/survey/survey_names.h"

#include <string.h>

#include "build/survey/survey.h"
#include "build/target/settings.h"
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

static const char *
with_version(const struct survey *survey, const char *tag)
{
	const char *mark = strchr(tag, '%');
	struct text text = TEXT_EMPTY;

	if (!mark)
		return tag;
	for (; mark; tag = mark + 1, mark = strchr(tag, '%')) {
		text_append(&text, tag, (size_t)(mark - tag));
		text_append_string(&text, survey->version);
	}
	text_append_string(&text, tag);
	const char *filled = arena_copy(survey->arena, text.bytes, text.length);

	text_free(&text);
	return filled;
}

const char *
survey_name(const struct survey *survey, const struct target *target)
{
	return arena_join(survey->arena, settings_registry(survey->settings, target),
		target->repository, ":", target->tag, NULL);
}

/* Adds the names in one repository. */
static void
add_names(const struct survey *survey, const struct target *target, const char *repository,
	struct public_names *names)
{
	for (const char *const *tag = target->tags; *tag; tag++) {
		const char *filled = with_version(survey, *tag);

		*ARENA_ADD(survey->arena, names->items, names->count) = (struct public_name){
			.name = arena_join(survey->arena, repository, ":", filled, NULL),
			.repository = repository,
			.tag = filled,
			.versioned = strchr(*tag, '%'),
		};
	}
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

enum outcome
survey_check_tags(const struct survey *survey)
{
	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];

		for (const char *const *tag = target->tags; survey->wanted[i] && *tag; tag++) {
			const char *filled = with_version(survey, *tag);

			if (strlen(filled) <= TAG_LONGEST)
				continue;
			return failure_mistake(NULL,
				"%s: the tag '%s' is longer than %d characters: write a "
				"shorter 'tag' in images.yaml, or set a shorter VERSION",
				target->id, filled, TAG_LONGEST);
		}
	}
	return OUTCOME_DONE;
}
