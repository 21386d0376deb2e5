#include "build/image/request.h"

#include <stdlib.h>
#include <string.h>

#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/survey/survey_names.h"
#include "build/target/build_version.h"
#include "build/target/labels.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/buildx.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

/* The build arguments: the parents by the names of their keys. */
static const struct engine_pair *
find_arguments(const struct survey *survey, const struct target *target)
{
	struct engine_pair *arguments =
		arena_allocate_array(survey->arena, target->parent_count + 1, sizeof(*arguments));

	for (size_t i = 0; i < target->parent_count; i++)
		arguments[i] = (struct engine_pair){target->parents[i].argument,
			survey_key_name(survey, target->parents[i].target)};
	return arguments;
}

static const struct engine_pair *
find_labels(const struct survey *survey, size_t target, const struct version *version)
{
	const struct target *self = &survey->targets->items[target];
	const struct engine_pair all[] = {
		{"org.opencontainers.image.version", version->text},
		{"org.opencontainers.image.revision", version->revision},
		{"org.opencontainers.image.created", version->created},
		{"org.opencontainers.image.source", self->sourced ? "" : version->source},
		{LABEL_KEY, self->key},
		{LABEL_KEY_INPUTS, self->key_inputs},
		{LABEL_PARENTS, survey_parents_label(survey, target)},
		{LABEL_STAND_IN, survey->statuses[target].stand_in ? "yes" : ""},
	};
	struct engine_pair *labels = arena_allocate(survey->arena, sizeof(all) + 2 * sizeof(*all));
	size_t count = 0;

	/* An empty label would replace the one in the Dockerfile. */
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (*all[i].value)
			labels[count++] = all[i];
	/* This one must replace it: a stand-in does not have the digest in the Dockerfile. */
	if (survey_ignores_lock(survey, target))
		labels[count] = (struct engine_pair){"org.opencontainers.image.base.digest", ""};
	return labels;
}

/* The secrets, with the home folder in place of ~/ at the start of a path. */
static const char *const *
find_secrets(const struct survey *survey, const struct target *target)
{
	struct string_list secrets = {.arena = survey->arena};
	const char *home = getenv("HOME");

	for (const char *const *secret = target->secrets; *secret; secret++) {
		const char *path = strstr(*secret, ",src=~/");

		string_list_add(&secrets, path && home
						  ? arena_format(survey->arena, "%.*s,src=%s/%s",
							    (int)(path - *secret), *secret, home,
							    path + strlen(",src=~/"))
						  : *secret);
	}
	return string_list_end(&secrets);
}

/*
 * The tags that the build sets: those of the key, and the public ones unless they belong to a
 * release.
 */
static const char *const *
find_tags(const struct survey *survey, size_t target)
{
	const struct public_names names =
		survey_public_names(survey, &survey->targets->items[target]);
	struct string_list tags = {.arena = survey->arena};
	const char *name = survey_registry_key_name(survey, target);

	string_list_add(&tags, survey_key_name(survey, target));
	if (name)
		string_list_add(&tags, name);
	for (size_t i = 0; i < names.count && !survey->statuses[target].released; i++)
		string_list_add(&tags, names.items[i].name);
	return string_list_end(&tags);
}

const char *
request_platform(const struct survey *survey, size_t target)
{
	const char *platform = survey->statuses[target].platform;

	return platforms_agree(platform, survey->engine.machine) && !survey->settings->platform &&
			       !*survey->targets->items[target].platforms
		       ? NULL
		       : platform;
}

struct engine_build
request_describe(const struct survey *survey, size_t target, const struct version *version,
	const char *context)
{
	const struct target *self = &survey->targets->items[target];

	return (struct engine_build){
		.dockerfile = arena_format(survey->arena, "%s/Dockerfile", context),
		.context = context,
		.platform = request_platform(survey, target),
		.network = self->network,
		.tags = find_tags(survey, target),
		.labels = find_labels(survey, target, version),
		.arguments = find_arguments(survey, self),
		.secrets = find_secrets(survey, self),
		.ssh = self->ssh,
		.flags = survey->settings->flags,
	};
}

static void
add_epoch(struct string_list *environment, const struct version *version)
{
	if (version->epoch != EPOCH_UNKNOWN)
		string_list_add(
			environment, arena_format(environment->arena, "SOURCE_DATE_EPOCH=%lld",
					     (long long)version->epoch));
}

const char *const *
request_environment(const struct survey *survey, const struct version *version)
{
	struct string_list environment = {.arena = survey->arena};
	const char *const *own = engine_environment(&survey->engine, survey->arena);

	for (; own && *own; own++)
		string_list_add(&environment, *own);
	/* The others have one time for layers and configuration, which is constant. */
	if (survey->engine.kind == ENGINE_DOCKER)
		add_epoch(&environment, version);
	return string_list_end(&environment);
}

const char *const *
request_bake_environment(const struct survey *survey, const struct version *version)
{
	struct arena *arena = survey->arena;
	const char *registry = survey->settings->registry; /* NULL: the file has those of images */
	struct string_list environment = {.arena = arena};

	string_list_add(&environment, arena_join(arena, "VERSION=", version->text, NULL));
	string_list_add(&environment, arena_join(arena, "REVISION=", version->revision, NULL));
	string_list_add(&environment, arena_join(arena, "CREATED=", version->created, NULL));
	string_list_add(&environment, arena_join(arena, "SOURCE=", version->source, NULL));
	if (registry)
		string_list_add(&environment,
			arena_format(arena, "REGISTRY=%.*s", (int)strlen(registry) - 1, registry));
	string_list_add(&environment, BUILDX_ASKS_NO_GIT);
	/* The metadata need not tell what was built from what. */
	string_list_add(&environment, "BUILDX_METADATA_PROVENANCE=disabled");
	add_epoch(&environment, version);
	return string_list_end(&environment);
}
