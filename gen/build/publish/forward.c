#include "build/publish/forward.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/repository.h"
#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/tag_words.h"
#include "build/target/target.h"
#include "engine/image_name.h"
#include "support/arena.h"
#include "support/notation/semver.h"
#include "support/text.h"
#include "support/banned.h"

enum { AT_ONCE = 8 }; /* tags that are asked for at once */

void
forward_open(struct forward *forward, struct remote *remote)
{
	struct head head = HEAD_EMPTY;

	repository_read_head(".", &head);
	*forward = (struct forward){
		.remote = remote,
		.dirty = head.state == HEAD_COMMIT && head.dirty,
		.refused = head.state == HEAD_REFUSED
				   ? arena_string(remote->survey->arena, head.description.bytes)
				   : NULL,
		.moves = remote->survey->settings->move,
	};
	repository_head_free(&head);
}

/* The order of versions */

/*
 * The length of a description of git without -N-gCOMMIT, and N in `*depth`. Without such an end,
 * the whole length and 0.
 */
static size_t
split_description(const char *version, unsigned long *depth)
{
	static const char digits[] = "0123456789";
	const char *commit = NULL, *number = NULL;

	for (const char *at = strstr(version, "-g"); at; at = strstr(at + 1, "-g"))
		commit = at;
	for (const char *at = commit; at && at > version && !number;)
		if (*--at == '-')
			number = at;
	*depth = 0;
	if (!number || strspn(number + 1, digits) != (size_t)(commit - number) - 1)
		return strlen(version);
	*depth = strtoul(number + 1, NULL, 10);
	return (size_t)(number - version);
}

/* As semver_compare, but N commits after a tag count as newer than the tag. */
static int
compare_versions(struct arena *arena, const char *a, const char *b)
{
	unsigned long depth, other;
	const char *base = arena_copy(arena, a, split_description(a, &depth));
	const int order = semver_compare(base, arena_copy(arena, b, split_description(b, &other)));

	return order ? order : (depth > other) - (depth < other);
}

/* The version in `tag`, if `pattern`, where % stands for the version, gives that tag; else NULL. */
static const char *
version_in(struct arena *arena, const char *pattern, const char *tag)
{
	const char *mark = strchr(pattern, '%');
	const size_t before = mark ? (size_t)(mark - pattern) : 0,
		     behind = mark ? strlen(mark + 1) : 0, length = strlen(tag);

	if (!tag_has_version(pattern) || strchr(mark + 1, '%') || length <= before + behind ||
		strncmp(tag, pattern, before) != 0 ||
		strcmp(tag + length - behind, mark + 1) != 0 || !strchr("0123456789", tag[before]))
		return NULL;
	return arena_copy(arena, tag + before, length - before - behind);
}

/* The tags of versions */

struct versioned_tag {
	const char *name, *version;
};

struct versioned_tag_list {
	struct arena *arena;
	struct versioned_tag *items;
	size_t count;
};

static void
add(struct versioned_tag_list *versioned_tags, const char *name, const char *version)
{
	struct versioned_tag *added =
		ARENA_ADD(versioned_tags->arena, versioned_tags->items, versioned_tags->count);

	*added = (struct versioned_tag){name, version};
	/* The newest first. */
	for (; added > versioned_tags->items &&
		compare_versions(versioned_tags->arena, added[-1].version, added->version) < 0;
		added--) {
		const struct versioned_tag older = added[-1];

		added[-1] = *added;
		*added = older;
	}
}

/* Finds all tags of the target that contain a version, in the repository of the name `beside`. */
static enum outcome
find_versioned_tags(const struct forward *forward, const struct target *target, const char *beside,
	struct versioned_tag_list *versioned_tags)
{
	const struct survey *survey = forward->remote->survey;
	const char *repository =
		arena_copy(survey->arena, beside, (size_t)(strrchr(beside, ':') - beside));
	const char *const *tags;
	struct text why = TEXT_EMPTY;

	if (!registry_tags(forward->remote->registry, repository, &tags, &why)) {
		const enum outcome outcome = failure(
			"the registry does not list the tags of %s: %s", repository, why.bytes);

		text_free(&why);
		return outcome;
	}
	for (; *tags; tags++)
		for (const char *const *pattern = target->tags; *pattern; pattern++) {
			const char *version = version_in(survey->arena, *pattern, *tags);

			if (version)
				add(versioned_tags,
					arena_join(survey->arena, repository, ":", *tags, NULL),
					version);
		}
	return OUTCOME_DONE;
}

static bool
is_same(const struct registry_manifest *a, const struct registry_manifest *b)
{
	if (a->image_id || b->image_id)
		return a->image_id && b->image_id && strcmp(a->image_id, b->image_id) == 0;
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/*
 * Finds the newest version whose tag names the same image as `manifest`, that of `name`; NULL if
 * there is none.
 */
static enum outcome
find_version(const struct forward *forward, const struct target *target, const char *name,
	const struct registry_manifest *manifest, const char **version)
{
	struct versioned_tag_list versioned_tags = {.arena = forward->remote->survey->arena};
	enum outcome outcome = find_versioned_tags(forward, target, name, &versioned_tags);

	*version = NULL;
	for (size_t i = 0; outcome == OUTCOME_DONE && i < versioned_tags.count && !*version;) {
		struct registry_manifest found[AT_ONCE];
		const char *names[AT_ONCE];
		size_t count = 0;

		while (count < AT_ONCE && i + count < versioned_tags.count) {
			names[count] = versioned_tags.items[i + count].name;
			count++;
		}
		outcome = remote_ask(forward->remote, names, count, found);
		for (size_t j = 0; j < count && !*version; j++, i++)
			if (found[j].answer == REGISTRY_FOUND && is_same(&found[j], manifest))
				*version = versioned_tags.items[i].version;
	}
	return outcome;
}

/* Judging */

/* Reads the labels of the image that a name stands for; of an index, those of its first image. */
static enum outcome
read_labels(const struct forward *forward, const char *name,
	const struct registry_manifest *manifest, struct engine_image *image)
{
	struct arena *arena = forward->remote->survey->arena;
	const char *why, *of = manifest->member_count ? image_name_of_digest(arena, name,
								manifest->members[0].digest)
						      : registry_exact_name(arena, name, manifest);

	registry_inspect(forward->remote->registry, &of, 1, image, &why);
	return why ? failure("the registry does not say what %s is: %s", of, why) : OUTCOME_DONE;
}

enum outcome
forward_check(struct forward *forward, const struct target *target, const char *name,
	const struct registry_manifest *manifest, bool *may, struct text *why)
{
	static const char version_label[] = "org.opencontainers.image.version",
			  revision_label[] = "org.opencontainers.image.revision";
	const char *version;
	struct engine_image image;
	enum outcome outcome = OUTCOME_DONE;

	*may = forward->moves;
	if (forward->moves)
		return OUTCOME_DONE;
	if (forward->dirty) {
		text_append_string(why, ": the tree has uncommitted changes");
		return OUTCOME_DONE;
	}
	if (forward->refused) {
		text_format(
			why, ": git cannot tell whether the tree is clean (%s)", forward->refused);
		return OUTCOME_DONE;
	}
	if ((outcome = find_version(forward, target, name, manifest, &version)) ||
		(outcome = read_labels(forward, name, manifest, &image)))
		return outcome;
	/*
	 * The image may have been built as another version than the newest one that has a tag for
	 * it.
	 */
	const bool own = !version || strcmp(engine_label(&image, version_label), version) == 0;
	const char *shown = version ? version : engine_label(&image, version_label);
	enum ancestry ancestry =
		own ? repository_ancestry(".", engine_label(&image, revision_label))
		    : repository_ancestry(".", version);

	if (own && ancestry == ANCESTRY_UNKNOWN && version)
		ancestry = repository_ancestry(".", version);
	*may = ancestry == ANCESTRY_YES ||
	       (version && strcmp(version, forward->remote->survey->version) == 0);
	if (!*may)
		text_format(why, " at %s, whose commit %s", *shown ? shown : "no version",
			ancestry == ANCESTRY_NO ? "does not come before this one"
						: "is not known here");
	return OUTCOME_DONE;
}
