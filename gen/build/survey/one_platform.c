#include "build/survey/one_platform.h"

#include <string.h>

#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* The length of a variant, v and a number, at the start of a text; 0 if there is none. */
static size_t
measure_variant(const char *text)
{
	const size_t digits = *text == 'v' ? strspn(text + 1, "0123456789") : 0;
	const char after = digits ? text[digits + 1] : '\0';

	return digits && (!after || after == '-') ? digits + 1 : 0;
}

/*
 * The platform in the tag of a key, which a release may follow. NULL if it is a tag of another key.
 */
static const char *
platform_of(struct arena *arena, const char *tag, const char *key)
{
	static const char os[] = "linux-";
	const size_t length = strlen(key);

	if (strncmp(tag, key, length) != 0 || strncmp(tag + length, os, strlen(os)) != 0)
		return NULL;
	const char *name = tag + length + strlen(os);
	const size_t architecture = strcspn(name, "-");
	const char *variant = name + architecture + (name[architecture] == '-');
	const size_t variant_length = measure_variant(variant);

	return arena_format(arena, "linux/%.*s%s%.*s", (int)architecture, name,
		variant_length ? "/" : "", (int)variant_length, variant);
}

/*
 * The platform other than that of the target's status for which the registry has its key; NULL if
 * there is none. Of several it is the one with the shortest tag, as releases have longer ones.
 */
static enum outcome
find_other(struct remote *remote, size_t target, const char **other)
{
	const struct survey *survey = remote->survey;
	struct arena *arena = survey->arena;
	const struct target *self = &survey->targets->items[target];
	const char *repository = survey_repository(survey, self);
	const char *key = arena_join(arena, "key-", self->key, "-", NULL), *shortest = NULL;
	const char *const *tags;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	*other = NULL;
	if (!registry_tags(remote->registry, repository, &tags, &why))
		outcome = registry_is_stopped(remote->registry)
				  ? OUTCOME_MACHINE
				  : failure("the registry does not list the tags of %s: %s",
					    repository, why.bytes);
	for (; *tags; tags++) {
		const char *platform = platform_of(arena, *tags, key);

		if (!platform || platforms_agree(platform, survey->statuses[target].platform) ||
			(shortest && strlen(shortest) <= strlen(*tags)))
			continue;
		shortest = *tags;
		*other = platform;
	}
	text_free(&why);
	return outcome;
}

/* The parent of an image for several platforms is there for each of them. */
static bool
has_one_platform(const struct remote *remote, size_t target)
{
	return remote->targets[target].count == 1 &&
	       !*remote->survey->targets->items[target].platforms;
}

/*
 * The platform of an image that is there for several because what is built on it has several. The
 * machine's own comes first.
 */
static const char *
find_present(const struct remote *remote, size_t target)
{
	const struct remote_target *self = &remote->targets[target];

	if (*remote->survey->targets->items[target].platforms || self->count < 2 ||
		remote_own(remote, target)->image)
		return NULL;
	for (size_t i = 0; i < self->count; i++)
		if (self->images[i].image)
			return self->images[i].platform;
	return NULL;
}

/* Whether it must be asked if there is an image for another platform. */
static bool
is_doubtful(const struct remote *remote, size_t target)
{
	return remote->survey->wanted[target] && has_one_platform(remote, target) &&
	       !remote_own(remote, target)->image;
}

static enum outcome
refuse(const struct remote *remote, size_t target, const char *other)
{
	const struct survey *survey = remote->survey;
	const struct target *self = &survey->targets->items[target];

	(void)failure_mistake(NULL,
		"the registry has %s for %s, and an image for %s would replace it under the public "
		"tags; to have both, write 'platforms' for %s in images.yaml",
		self->id, other, survey->statuses[target].platform, self->image);
	return OUTCOME_STALE;
}

enum outcome
one_platform_check(struct remote *remote)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < remote->survey->targets->count; i++) {
		const char *other = NULL;

		if (!is_doubtful(remote, i))
			continue;
		if (find_other(remote, i, &other) != OUTCOME_DONE)
			return OUTCOME_MACHINE;
		if (other)
			outcome = refuse(remote, i, other);
	}
	return outcome;
}

enum outcome
one_platform_read(struct remote *remote)
{
	struct survey *survey = remote->survey;
	enum outcome outcome = remote_read(remote);
	bool changed = false;

	for (size_t i = 0; i < survey->targets->count && outcome == OUTCOME_DONE; i++) {
		const char *other = survey->wanted[i] ? find_present(remote, i) : NULL;

		if (is_doubtful(remote, i))
			outcome = find_other(remote, i, &other);
		if (!other)
			continue;
		survey_set_platform(survey, i, other);
		changed = true;
	}
	if (outcome != OUTCOME_DONE || !changed)
		return outcome;
	remote_open(remote, survey, remote->registry);
	return remote_read(remote);
}
