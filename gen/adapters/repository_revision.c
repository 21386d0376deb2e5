#include "adapters/repository_git.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

/*
 * Whether the object that a name of the repository stands for is missing; that of an ID may be any.
 */
static bool
is_lost(const char *revision, int error)
{
	const git_error *last = git_error_last();

	return error == GIT_ENOTFOUND && last && last->klass == GIT_ERROR_ODB &&
	       revision[strspn(revision, "0123456789abcdefABCDEF")];
}

/*
 * Says that what `revision` names is no commit, none that this clone has, or cannot be read:
 * libgit2's `error` tells.
 */
static enum outcome
report_unknown(git_repository *repository, const char *revision, int error)
{
	const bool lost = is_lost(revision, error);
	struct arena arena = {0};
	const char *reason = arena_string(&arena, repository_library_error());
	const char *remedy = repository_remedy(repository, LACK_COMMIT);
	enum outcome outcome = OUTCOME_MACHINE;

	if (remedy) {
		(void)failure("there is no commit '%s' here, in a %s", revision, remedy);
	} else if (lost || (error != GIT_ENOTFOUND && error != GIT_EINVALIDSPEC &&
				   error != GIT_EAMBIGUOUS && error != GIT_EPEEL)) {
		(void)failure("the commit '%s' cannot be read: %s", revision, reason);
	} else {
		(void)failure("there is no commit '%s' here: %s", revision, reason);
		outcome = OUTCOME_MISTAKE;
	}
	arena_free(&arena);
	return outcome;
}

static enum outcome
find_commit(git_repository *repository, const char *revision, git_object **commit)
{
	git_object *object = NULL;
	enum outcome outcome = OUTCOME_DONE;

	*commit = NULL;
	int error = git_revparse_single(&object, repository, revision);

	if (error == 0)
		error = git_object_peel(commit, object, GIT_OBJECT_COMMIT);
	if (error < 0)
		outcome = report_unknown(repository, revision, error);
	git_object_free(object);
	return outcome;
}

void
repository_end_if_lacking(git_repository *repository, const char *revision, const char *path)
{
	if (!repository_lacks_object())
		return;
	const char *remedy = repository_remedy(repository, LACK_CONTENT);

	exit((int)failure("%s:%s is not here, in a %s", revision, path,
		remedy ? remedy : "damaged repository: run git fsck"));
}

enum outcome
repository_find_tree(git_repository *repository, const char *revision, git_tree **tree)
{
	git_object *object = NULL, *commit = NULL, *own = NULL;

	int error = git_revparse_single(&object, repository, revision);

	if (error == 0 && git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0) {
		error = git_commit_tree(tree, (git_commit *)commit);
		if (error < 0)
			repository_end_if_lacking(repository, revision, "");
	} else if (error == 0 && (error = git_object_peel(&own, object, GIT_OBJECT_TREE)) == 0) {
		*tree = (git_tree *)own;
	}
	git_object_free(object);
	git_object_free(commit);
	return *tree ? OUTCOME_DONE : report_unknown(repository, revision, error);
}

/*
 * The newest of the commits that git merge-base --all names; of the same time, the first. git takes
 * that too, as it sorts them by time.
 */
static bool
find_base(
	git_repository *repository, const git_object *left, const git_object *right, git_oid *base)
{
	git_oidarray bases = {0};
	git_time_t newest = 0;
	bool found = false;

	(void)git_merge_bases(&bases, repository, git_object_id(left), git_object_id(right));
	for (size_t i = 0; i < bases.count; i++) {
		git_commit *commit = NULL;

		if (git_commit_lookup(&commit, repository, &bases.ids[i]) == 0 &&
			(!found || git_commit_time(commit) > newest)) {
			newest = git_commit_time(commit);
			git_oid_cpy(base, &bases.ids[i]);
			found = true;
		}
		git_commit_free(commit);
	}
	git_oidarray_dispose(&bases);
	return found;
}

enum outcome
repository_find_base(git_repository *repository, struct arena *arena, const char *left,
	const char *right, const char **base)
{
	git_object *commits[2] = {NULL, NULL};
	enum outcome outcome = find_commit(repository, left, &commits[0]);
	git_oid id;

	if (outcome == OUTCOME_DONE)
		outcome = find_commit(repository, right, &commits[1]);
	if (outcome == OUTCOME_DONE && find_base(repository, commits[0], commits[1], &id)) {
		char name[OBJECT_ID_SIZE];

		*base = arena_string(arena, git_oid_tostr(name, sizeof(name), &id));
	} else if (outcome == OUTCOME_DONE) {
		const char *remedy = repository_remedy(repository, LACK_COMMIT);

		(void)failure("'%s' and '%s' have no commit in common%s%s", left, right,
			remedy ? " in a " : "", remedy ? remedy : "");
		outcome = remedy ? OUTCOME_MACHINE : OUTCOME_MISTAKE;
	}
	git_object_free(commits[0]);
	git_object_free(commits[1]);
	return outcome;
}
