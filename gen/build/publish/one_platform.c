#include "build/publish/one_platform.h"

#include <string.h>

#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether `text` is `word`, or `word` and a dash and more, as with releases and variants. */
static bool
begins(const char *text, const char *word)
{
	const size_t length = strlen(word);

	return strncmp(text, word, length) == 0 && (!text[length] || text[length] == '-');
}

/* The platform in a tag, if it is a tag of this key for another platform than `own`; else NULL. */
static const char *
other_platform(const char *tag, const char *key, const char *own)
{
	const size_t length = strlen(key);
	const char *platform = tag + length;

	return strncmp(tag, key, length) == 0 && strncmp(platform, "linux-", 6) == 0 &&
			       !begins(platform, own)
		       ? platform
		       : NULL;
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

static enum outcome
check(struct remote *remote, size_t target)
{
	const struct survey *survey = remote->survey;
	const struct target *self = &survey->targets->items[target];
	const char *repository = survey_repository(survey, self);
	const char *key = arena_join(survey->arena, "key-", self->key, "-", NULL);
	const char *own = survey->statuses[target].full_suffix + 1, *other = NULL;
	const char *const *tags;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	if (!registry_tags(remote->registry, repository, &tags, &why))
		outcome = registry_is_stopped(remote->registry)
				  ? OUTCOME_MACHINE
				  : failure("the registry does not list the tags of %s: %s",
					    repository, why.bytes);
	for (; *tags && !other; tags++)
		other = other_platform(*tags, key, own);
	text_free(&why);
	return other ? refuse(remote, target, other) : outcome;
}

/* The parent of an image for several platforms is there for each of them. */
static bool
has_one_platform(const struct remote *remote, size_t target)
{
	return remote->targets[target].count == 1 &&
	       !*remote->survey->targets->items[target].platforms;
}

enum outcome
one_platform_check(struct remote *remote)
{
	const struct survey *survey = remote->survey;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count && outcome != OUTCOME_MACHINE; i++) {
		if (!survey->wanted[i] || !has_one_platform(remote, i) ||
			remote_own(remote, i)->image)
			continue;
		const enum outcome found = check(remote, i);

		outcome = found == OUTCOME_DONE ? outcome : found;
	}
	return outcome;
}
