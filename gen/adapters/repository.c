#include "adapters/repository_git.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/describe.h"
#include "support/arena.h"
#include "support/failure.h"
#include "support/notation/semver.h"
#include "support/source.h"
#include "support/banned.h"

#define TAGS "refs/tags/"

/* A tag's reference; the tag is first, so that one leads to the other. */
struct reference {
	struct tag tag;
	git_oid target; /* the tag object of an annotated tag */
	git_oid peeled;
};

struct references {
	struct reference *items; /* sorted by name */
	size_t count;
};

/* Tags */

static int
compare_references(const void *a, const void *b)
{
	return strcmp(
		((const struct reference *)a)->tag.name, ((const struct reference *)b)->tag.name);
}

/*
 * Follows `reference` to what it names in the end: NO where there is no such object, REFUSED where
 * it cannot be read.
 */
static enum answer
peel(git_repository *repository, const git_reference *reference, struct reference *out)
{
	const git_oid *packed = git_reference_target_peel(reference);
	git_object *object = NULL, *peeled = NULL;
	int error;

	git_oid_cpy(&out->target, git_reference_target(reference));
	if (packed) {
		git_oid_cpy(&out->peeled, packed);
		out->tag.annotated = !git_oid_equal(packed, &out->target);
		return YES;
	}
	error = git_object_lookup(&object, repository, &out->target, GIT_OBJECT_ANY);
	if (error < 0)
		return error == GIT_ENOTFOUND ? NO : REFUSED;
	out->tag.annotated = git_object_type(object) == GIT_OBJECT_TAG;
	if (!out->tag.annotated)
		git_oid_cpy(&out->peeled, &out->target);
	else if ((error = git_object_peel(&peeled, object, GIT_OBJECT_ANY)) == 0)
		git_oid_cpy(&out->peeled, git_object_id(peeled));
	git_object_free(peeled);
	git_object_free(object);
	return error == 0 ? YES : error == GIT_ENOTFOUND ? NO : REFUSED;
}

static int64_t
tagger_time(git_repository *repository, const struct reference *reference)
{
	git_tag *tag = NULL;
	int64_t time = 0;

	if (git_tag_lookup(&tag, repository, &reference->target) == 0 && git_tag_tagger(tag))
		time = git_tag_tagger(tag)->when.time;
	git_tag_free(tag);
	return time;
}

/*
 * Names a commit as git does: annotated tags first, of several the last made; else the first by
 * name.
 */
static void
name_commit(git_repository *repository, struct history *history, const struct reference *reference)
{
	struct commit *commit = history_commit(history, (const char *)reference->peeled.id);
	const struct reference *before = (const struct reference *)commit->tag;

	if (before && before->tag.annotated >= reference->tag.annotated &&
		!(before->tag.annotated && reference->tag.annotated &&
			tagger_time(repository, before) < tagger_time(repository, reference)))
		return;
	commit->tag = &reference->tag;
}

/*
 * libgit2 takes a packed-refs that it cannot read for none. Whether, of the version tags that are
 * in it, one at least was found; those that name nothing do not count.
 */
static bool
has_all_packed(git_repository *repository, const struct references *references, struct head *head)
{
	struct arena arena = {0};
	const char *path =
		arena_format(&arena, "%spacked-refs", git_repository_commondir(repository));
	enum source_failure why = 0;
	const struct source *packed =
		references->count ? NULL : source_read(&arena, path, path, UINT32_MAX - 1, &why);
	const bool all = references->count || why == SOURCE_MISSING ||
			 (packed && !strstr(packed->bytes, " " TAGS "v"));

	if (!all)
		repository_refuse(head, "the tags in %s cannot be read%s%s", path,
			packed ? "" : ": ", packed ? "" : strerror(errno));
	arena_free(&arena);
	return all;
}

/* Adds what the reference `named` names; false where that cannot be read. */
static bool
add_tag(git_repository *repository, struct arena *arena, const git_reference *named,
	struct references *references)
{
	struct reference added = {.tag.name = git_reference_name(named) + strlen(TAGS)};
	git_reference *reference = NULL;
	const int error = git_reference_resolve(&reference, named);

	if (error < 0)
		return error == GIT_ENOTFOUND;
	const enum answer peeled = peel(repository, reference, &added);

	git_reference_free(reference);
	if (peeled == YES) {
		added.tag.name = arena_string(arena, added.tag.name);
		*ARENA_ADD(arena, references->items, references->count) = added;
	}
	return peeled != REFUSED;
}

/* Reads the version tags in the order of their names, as git does. */
static bool
read_tags(git_repository *repository, struct history *history, struct references *references,
	struct head *head)
{
	git_reference_iterator *iterator = NULL;
	git_reference *named = NULL;
	bool read = true;
	int error;

	*references = (struct references){0};
	if (git_reference_iterator_glob_new(&iterator, repository, TAGS "v[0-9]*") < 0)
		return false;
	while (read && (error = git_reference_next(&named, iterator)) == 0) {
		read = add_tag(repository, history->arena, named, references);
		git_reference_free(named);
	}
	git_reference_iterator_free(iterator);
	if (!read || error != GIT_ITEROVER || !has_all_packed(repository, references, head))
		return false;
	if (references->count)
		qsort(references->items, references->count, sizeof(*references->items),
			compare_references);
	for (size_t i = 0; i < references->count; i++)
		name_commit(repository, history, &references->items[i]);
	return true;
}

/* The highest of the tags on the commit that `tag` names; `tag` itself unless one is higher. */
static const struct tag *
highest_tag(const struct references *references, const struct tag *tag)
{
	const git_oid *commit = &((const struct reference *)tag)->peeled;

	for (size_t i = 0; i < references->count; i++)
		if (git_oid_equal(&references->items[i].peeled, commit) &&
			semver_compare(references->items[i].tag.name, tag->name) > 0)
			tag = &references->items[i].tag;
	return tag;
}

/* Description */

static bool
read_commit(struct history *history, struct commit *commit)
{
	git_commit *read;
	git_oid id;

	git_oid_fromraw(&id, (const unsigned char *)commit->id);
	if (git_commit_lookup(&read, history->reader, &id) < 0)
		return false;
	commit->time = git_commit_time(read);
	commit->parent_count = git_commit_parentcount(read);
	commit->parents =
		arena_allocate_array(history->arena, commit->parent_count, sizeof(struct commit *));
	for (unsigned int i = 0; i < commit->parent_count; i++)
		commit->parents[i] =
			history_commit(history, (const char *)git_commit_parent_id(read, i)->id);
	git_commit_free(read);
	return true;
}

/* Appends the tag's name: an annotated tag's own, which its reference may belie, as git does. */
static void
append_name(git_repository *repository, const struct tag *tag, bool *misnamed, struct text *text)
{
	const struct reference *reference = (const struct reference *)tag;
	git_tag *object = NULL;

	*misnamed = false;
	if (tag->annotated && git_tag_lookup(&object, repository, &reference->target) == 0)
		*misnamed = strcmp(git_tag_name(object), tag->name) != 0;
	text_append_string(text, *misnamed ? git_tag_name(object) : tag->name);
	git_tag_free(object);
}

static enum answer
describe(git_repository *repository, const git_oid *id, struct head *head)
{
	struct arena arena = {0};
	struct history history = {.arena = &arena, .read = read_commit, .reader = repository};
	struct references references;
	struct description found;
	enum answer answer = YES;

	if (!read_tags(repository, &history, &references, head) ||
		!history_describe(
			&history, history_commit(&history, (const char *)id->id), &found)) {
		answer = repository_refuse_by_library(repository, head);
	} else {
		bool longer = true;

		if (found.tag)
			append_name(repository, highest_tag(&references, found.tag), &longer,
				&head->description);
		else
			text_append_string(&head->description, "v0.0.0");
		head->released = found.tag && !found.depth;
		if (longer || found.depth)
			text_format(&head->description, "-%zu-g%.12s", found.depth, head->commit);
	}
	arena_free(&arena);
	return answer;
}

/* HEAD */

/* Finds the commit of HEAD, its name and its time. */
static bool
read_commit_of_head(git_repository *repository, git_oid *id, struct head *head)
{
	git_commit *commit;

	if (git_repository_head_unborn(repository) == 1) {
		head->state = HEAD_UNBORN;
		return false;
	}
	if (git_reference_name_to_id(id, repository, "HEAD") < 0 ||
		git_commit_lookup(&commit, repository, id) < 0) {
		repository_refuse_by_library(repository, head);
		return false;
	}
	git_oid_tostr(head->commit, sizeof(head->commit), id);
	head->time = git_commit_time(commit);
	git_commit_free(commit);
	return true;
}

static void
read_repository(git_repository *repository, struct head *head)
{
	git_oid id;

	repository_read_origin(repository, &head->origin);
	if (!read_commit_of_head(repository, &id, head))
		return;
	if (git_repository_is_shallow(repository))
		repository_refuse(head, "shallow clone: run git fetch --unshallow --tags");
	else if (git_repository_is_bare(repository))
		repository_refuse(head, "bare repository: use a work tree");
	else if (repository_is_altered(repository, head) == NO &&
		 describe(repository, &id, head) == YES &&
		 repository_is_dirty(repository, false, head) == YES) {
		head->dirty = true;
		text_append_string(&head->description, "-dirty");
	}
}

void
repository_read_head(const char *directory, struct head *head)
{
	*head = (struct head)HEAD_EMPTY;
	git_repository *repository = repository_open(directory, head);

	if (repository) {
		head->state = HEAD_COMMIT;
		read_repository(repository, head);
	}
	git_repository_free(repository);
}

void
repository_head_free(struct head *head)
{
	text_free(&head->description);
	text_free(&head->origin);
}
