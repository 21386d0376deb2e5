#include "build/publish/publish.h"

#include <string.h>

#include "build/publish/forward.h"
#include "build/publish/manifest_list.h"
#include "build/publish/publication.h"
#include "build/publish/releases.h"
#include "build/report/report.h"
#include "build/survey/inspected.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/image_name.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* What the tags of a target must name. */
struct goal {
	const struct registry_manifest *manifest; /* the manifest of one image; NULL: an index */
	const char *from;                         /* its name */
	struct text index;
	struct list_member *members; /* of the index */
	size_t count;
};

/* What is there */

static void
add_tags(struct publish *publish, bool versioned)
{
	const struct survey *survey = publish->remote->survey;

	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];

		if (!survey->wanted[i])
			continue;
		const struct public_names names = survey_public_names(survey, target);

		for (size_t j = 0; j < names.count; j++)
			if (names.items[j].versioned == versioned)
				*ARENA_ADD(survey->arena, publish->items, publish->count) =
					(struct publication){.target = i, .public = names.items[j]};
	}
}

/* The name of the image of a manifest under `name`, or of the first in an index. */
static const char *
name_of_image(struct arena *arena, const char *name, const struct registry_manifest *manifest)
{
	return manifest->member_count
		       ? image_name_of_digest(arena, name, manifest->members[0].digest)
		       : name;
}

/* Inspects the images of the tags; of an index the first. */
static enum outcome
look(struct publish *publish)
{
	struct remote *remote = publish->remote;
	struct arena *arena = remote->survey->arena;
	const size_t count = publish->count;
	const char **names = arena_allocate_array(arena, count, sizeof(*names));
	struct registry_manifest *manifests =
		arena_allocate_array(arena, count, sizeof(*manifests));
	const struct inspected **images =
		arena_allocate_array(arena, count, sizeof(struct inspected *));
	struct string_list members = {.arena = arena};
	size_t *places = arena_allocate_array(arena, count, sizeof(*places));

	for (size_t i = 0; i < count; i++) {
		manifests[i] = publish->items[i].manifest;
		names[i] = name_of_image(arena, publish->items[i].public.name, &manifests[i]);
		if (!manifests[i].member_count)
			continue;
		places[members.count] = i;
		string_list_add(&members, names[i]);
	}
	struct registry_manifest *first =
		arena_allocate_array(arena, members.count, sizeof(*first));

	enum outcome outcome = remote_ask(remote, members.items, members.count, first);

	for (size_t i = 0; outcome == OUTCOME_DONE && i < members.count; i++)
		manifests[places[i]] = first[i];
	if (outcome == OUTCOME_DONE)
		outcome = remote_inspect(remote, names, manifests, count, images);

	for (size_t i = 0; i < count; i++)
		publish->items[i].image = images[i];
	return outcome;
}

static enum outcome
read_tags(struct publish *publish)
{
	struct arena *arena = publish->remote->survey->arena;
	const char **names = arena_allocate_array(arena, publish->count, sizeof(*names));
	struct registry_manifest *manifests =
		arena_allocate_array(arena, publish->count, sizeof(*manifests));

	for (size_t i = 0; i < publish->count; i++)
		names[i] = publish->items[i].public.name;
	const enum outcome outcome = remote_ask(publish->remote, names, publish->count, manifests);

	for (size_t i = 0; i < publish->count; i++)
		publish->items[i].manifest = manifests[i];
	return outcome == OUTCOME_DONE ? look(publish) : outcome;
}

/* What is refused */

/*
 * Whether an image for this platform must not replace what the tag names. An image that others with
 * several platforms are built on has a key for each of them, and may be sent.
 */
static bool
is_of_other_platform(const struct publish *publish, const struct publication *tag)
{
	const struct survey *survey = publish->remote->survey;

	if (publish->keys_only && publish->remote->targets[tag->target].count > 1)
		return false;
	return !*survey->targets->items[tag->target].platforms && tag->manifest.image_id &&
	       tag->image &&
	       !platform_fits(tag->image->platform, survey->statuses[tag->target].platform);
}

static void
report_platform(const struct publish *publish, const struct publication *tag)
{
	const struct survey *survey = publish->remote->survey;
	const char *platform = survey->statuses[tag->target].platform;

	(void)failure_mistake(NULL,
		"%s is for %s, and an image for %s would replace it; to have both, write "
		"'platforms: [%s, %s]' for %s in images.yaml",
		tag->public.name, tag->image->platform, platform, tag->image->platform, platform,
		survey->targets->items[tag->target].image);
}

/* Refuses tags for another platform, with one message for each target. */
static enum outcome
check_platforms(const struct publish *publish)
{
	const struct survey *survey = publish->remote->survey;
	bool *told = arena_allocate_array(survey->arena, survey->targets->count, sizeof(*told));
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < publish->count; i++) {
		const struct publication *tag = &publish->items[i];

		if (!is_of_other_platform(publish, tag))
			continue;
		if (!told[tag->target])
			report_platform(publish, tag);
		told[tag->target] = true;
		outcome = OUTCOME_STALE;
	}
	return outcome;
}

/* Whether the tag of a version names an image of another key. Then a message says so. */
static bool
is_of_other_key(const struct publish *publish, const struct publication *tag)
{
	const struct survey *survey = publish->remote->survey;
	const struct target *target = &survey->targets->items[tag->target];

	if (!tag->public.versioned || tag->manifest.answer != REGISTRY_FOUND ||
		(tag->image && strcmp(tag->image->key, target->key) == 0))
		return false;
	(void)failure_mistake(NULL,
		"the registry already has %s with another content (key %s, here %s), and the tag "
		"of a version never moves: commit, and tag the commit with another version",
		tag->public.name, tag->image && *tag->image->key ? tag->image->key : "unknown",
		target->key);
	return true;
}

enum outcome
publish_check(struct publish *publish)
{
	enum outcome outcome = OUTCOME_DONE;

	if (!publish->count) {
		add_tags(publish, true);
		add_tags(publish, false);
	}
	publish->changed = false;
	outcome = read_tags(publish);
	if (outcome == OUTCOME_DONE)
		outcome = releases_read(&publish->releases, publish->remote);
	if (outcome == OUTCOME_DONE)
		outcome = check_platforms(publish);
	for (size_t i = 0; outcome != OUTCOME_MACHINE && i < publish->count; i++)
		if (!is_of_other_platform(publish, &publish->items[i]) &&
			is_of_other_key(publish, &publish->items[i]))
			outcome = OUTCOME_STALE;
	return outcome;
}

/* What was published */

/*
 * Whether the tag of a version names another image of the key than the key does, on the same
 * parents. For several platforms the tag has an index, which follows the keys.
 */
static bool
is_written_over(const struct publish *publish, const struct publication *tag)
{
	const struct remote *remote = publish->remote;
	const struct target *target = &remote->survey->targets->items[tag->target];
	const struct remote_image *own = remote_own(remote, tag->target);

	return tag->public.versioned && !*target->platforms && tag->image && own->image &&
	       strcmp(tag->image->layers_hash, own->image->layers_hash) != 0 &&
	       strcmp(tag->image->key, target->key) == 0 && !tag->image->stand_in &&
	       platform_fits(tag->image->platform, own->platform) &&
	       remote_matches_parents(remote, tag->target, own->platform, tag->image);
}

/* Gives the key the image that the tag names. */
static enum outcome
restore(struct publish *publish, const struct publication *tag)
{
	struct remote *remote = publish->remote;
	struct arena *arena = remote->survey->arena;
	const char *key_name = remote_own(remote, tag->target)->key_name;
	struct text why = TEXT_EMPTY;
	enum outcome outcome;

	publish->changed = true;
	if (registry_copy(remote->registry,
		    registry_exact_name(arena, tag->public.name, &tag->manifest), key_name, &why)) {
		report_line(publish->report, arena_format(arena,
						     "%s was overwritten; it gets back the image "
						     "that is published as %s",
						     key_name, tag->public.name));
		outcome = remote_read_own(remote, tag->target);
	} else {
		outcome = failure("%s could not be set to the image that is published as %s: %s",
			key_name, tag->public.name, why.bytes);
	}
	text_free(&why);
	return outcome;
}

enum outcome
publish_restore(struct publish *publish)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; outcome == OUTCOME_DONE && i < publish->count; i++)
		if (is_written_over(publish, &publish->items[i]))
			outcome = restore(publish, &publish->items[i]);
	return outcome;
}

/* What is to be */

/*
 * The image of a target on a platform that a public tag must name: that of the key, but for tags
 * of a release the release, if there is one.
 */
static struct list_member
choose(const struct publish *publish, size_t target, const struct remote_image *own,
	bool of_release)
{
	const struct release *release =
		of_release ? releases_find(&publish->releases, publish->remote, target, own) : NULL;

	return release ? (struct list_member){own->platform, release->name, release->manifest}
		       : (struct list_member){own->platform, own->name, own->manifest};
}

static void
find_goal(const struct publish *publish, size_t target, bool of_release, struct goal *goal)
{
	const struct remote *remote = publish->remote;
	const struct survey *survey = remote->survey;
	const struct target *self = &survey->targets->items[target];
	struct list_member *members = arena_allocate_array(
		survey->arena, remote->targets[target].count, sizeof(*members));

	if (!*self->platforms) {
		members[0] = choose(publish, target, remote_own(remote, target), of_release);
		goal->manifest = &members[0].manifest;
		goal->from = registry_exact_name(survey->arena, members[0].name, goal->manifest);
		return;
	}
	for (const char *const *platform = self->platforms; *platform; platform++)
		members[goal->count++] =
			choose(publish, target, remote_on(remote, target, *platform), of_release);
	goal->members = members;
	manifest_list_append(&goal->index, survey->arena, members, goal->count, NULL);
}

static bool
is_reached(const struct publication *tag, const struct goal *goal)
{
	const struct registry_manifest *manifest = &tag->manifest;

	if (manifest->answer != REGISTRY_FOUND)
		return false;
	if (goal->manifest)
		return manifest->image_id &&
		       strcmp(manifest->image_id, goal->manifest->image_id) == 0;
	return manifest->size == goal->index.length &&
	       memcmp(manifest->bytes, goal->index.bytes, manifest->size) == 0;
}

/* Whether a tag may be set. If not, it is reported. */
static enum outcome
ask_leave(
	struct publish *publish, struct forward *forward, const struct publication *tag, bool *may)
{
	const struct survey *survey = publish->remote->survey;
	const struct target *target = &survey->targets->items[tag->target];
	struct text why = TEXT_EMPTY;

	*may = true;
	if (tag->public.versioned || tag->manifest.answer != REGISTRY_FOUND)
		return OUTCOME_DONE;
	const enum outcome outcome =
		forward_check(forward, target, tag->public.name, &tag->manifest, may, &why);

	if (outcome == OUTCOME_DONE && !*may && !publish->quiet)
		report_line(
			publish->report, arena_format(survey->arena, "%s stays%s; MOVE=1 moves it",
						 tag->public.name, why.bytes));
	text_free(&why);
	return outcome;
}

/* Stores the index of a goal. Its images must be in the same repository, and the keys are in one. */
static bool
store(const struct publish *publish, const struct publication *tag, const struct goal *goal,
	struct text *why)
{
	const struct remote *remote = publish->remote;
	struct arena *arena = remote->survey->arena;
	const char *main =
		survey_repository(remote->survey, &remote->survey->targets->items[tag->target]);
	const bool is_main = strcmp(tag->public.repository, main) == 0;

	for (size_t i = 0; i < goal->count && !is_main; i++) {
		const struct registry_manifest *manifest = &goal->members[i].manifest;

		if (!registry_copy(remote->registry,
			    registry_exact_name(arena, goal->members[i].name, manifest),
			    registry_exact_name(arena, tag->public.repository, manifest), why))
			return false;
	}
	return registry_store(remote->registry, tag->public.name, &goal->index, why);
}

/* The digest that a tag has once it reaches the goal. */
static const char *
digest_of_goal(struct arena *arena, const struct goal *goal)
{
	return goal->manifest ? goal->manifest->digest
			      : registry_digest(arena, goal->index.bytes, goal->index.length);
}

static enum outcome
set(struct publish *publish, struct publication *tag, const struct goal *goal)
{
	struct registry *registry = publish->remote->registry;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	publish->changed = true;
	tag->set = goal->manifest ? registry_copy(registry, goal->from, tag->public.name, &why)
				  : store(publish, tag, goal, &why);
	if (tag->set)
		publication_note(tag, digest_of_goal(publish->remote->survey->arena, goal));
	else
		outcome = failure(
			"%s was not set: %s; the next push sets it", tag->public.name, why.bytes);
	text_free(&why);
	return outcome;
}

/* Whether a tag does not depend on the image, or was read from the one that the registry has. */
static bool
is_read_here(const struct publish *publish, const struct publication *tag)
{
	const struct survey *survey = publish->remote->survey;
	const struct remote_image *own = remote_own(publish->remote, tag->target);

	return !tag->public.read ||
	       (own->image && strcmp(own->image->id, survey->statuses[tag->target].image->id) == 0);
}

/* Sets a tag, unless it is right already. */
static enum outcome
reach(struct publish *publish, struct forward *forward, struct publication *tag)
{
	struct goal goal = {.index = TEXT_EMPTY};
	bool may = true;
	enum outcome outcome = OUTCOME_DONE;

	if (!is_read_here(publish, tag))
		return OUTCOME_DONE;
	find_goal(publish, tag->target, tag->public.of_release, &goal);
	if (!is_reached(tag, &goal)) {
		outcome = ask_leave(publish, forward, tag, &may);
		if (outcome == OUTCOME_DONE && may)
			outcome = set(publish, tag, &goal);
	}
	text_free(&goal.index);
	return outcome;
}

enum outcome
publish_set(struct publish *publish)
{
	struct forward forward;
	enum outcome outcome = OUTCOME_DONE;

	forward_open(&forward, publish->remote);
	for (size_t i = 0; i < publish->count; i++)
		publish->items[i].set = false;
	for (size_t i = 0; outcome == OUTCOME_DONE && i < publish->count; i++)
		outcome = reach(publish, &forward, &publish->items[i]);
	publications_report(
		publish->items, publish->count, publish->remote->survey, publish->report);
	return outcome;
}

void
publish_tell(const struct publish *publish, struct image_result *images)
{
	publications_tell(publish->items, publish->count, publish->remote->survey, images);
}
