/*
 * What the files adapters/repository*.c share. Only they include it, as it is the one header that
 * shows libgit2.
 */
#ifndef ADAPTERS_REPOSITORY_GIT_H
#define ADAPTERS_REPOSITORY_GIT_H

#include <git2.h>
#include <git2/sys/alloc.h>

#include <stdbool.h>

#include "adapters/repository.h"
#include "support/failure.h"

struct arena;

enum answer { NO, YES, REFUSED };

/* What a clone can lack: a shallow one lacks commits, a partial one files and folders. */
enum lack { LACK_COMMIT, LACK_CONTENT };

/*
 * Lets the program end with 3 where libgit2 gets no memory. Without this, libgit2 takes a lack of
 * memory for an answer in some places: a tag would seem to be missing. Call it before libgit2 is
 * started.
 */
void
repository_end_without_memory(void);

/* Why the last call of libgit2 failed, in its words. Valid until its next call. */
const char *
repository_library_error(void);

/* Sets `head` to HEAD_REFUSED with this reason, unless it has one already. Returns REFUSED. */
__attribute__((format(printf, 2, 3))) enum answer
repository_refuse(struct head *head, const char *format, ...);

/*
 * The same with the last error of libgit2 as the reason. Where `repository` is given and is a clone
 * that is not whole, the reason is what it lacks.
 */
enum answer
repository_refuse_by_library(git_repository *repository, struct head *head);

/* Whether the last call of libgit2 failed because an object is missing. */
bool
repository_lacks_object(void);

/*
 * Why the clone lacks that, and what to run, as "shallow clone: run ...". NULL where it is whole.
 */
const char *
repository_remedy(git_repository *repository, enum lack lack);

/* Whether core.sparseCheckout is set, so that files can be missing from the work tree. */
bool
repository_is_sparse(git_repository *repository);

/*
 * Refuses `head` where git sees another history than libgit2 does: with grafts or replaced objects.
 */
enum answer
repository_is_altered(git_repository *repository, struct head *head);

/*
 * Opens the repository that GIT_DIR names, else the nearest one at or above `directory`. It looks
 * for .git, a folder or a file, as far up as git does. A folder that is itself laid out as a
 * repository is skipped, since anybody can commit one (safe.bareRepository=explicit,
 * git-config(1)). The caller frees the result. NULL where there is no repository, or where it
 * cannot be opened; `head` is refused then.
 */
git_repository *
repository_open(const char *directory, struct head *head);

/*
 * Ends the program if the last look-up failed because an object is not here: what the commit holds
 * cannot be known then, and a file that is missing means something else.
 */
void
repository_end_if_lacking(git_repository *repository, const char *revision, const char *path);

/*
 * Finds the tree of what `revision` names, which may be a tree itself. `*tree` is NULL before, and
 * the caller frees it. OUTCOME_MISTAKE or OUTCOME_MACHINE after a message.
 */
enum outcome
repository_find_tree(git_repository *repository, const char *revision, git_tree **tree);

/*
 * Finds the name of the last commit that `left` and `right` have in common, in `arena`. The same
 * outcomes.
 */
enum outcome
repository_find_base(git_repository *repository, struct arena *arena, const char *left,
	const char *right, const char **base);

/*
 * Whether tracked files are changed, in the index or in the work tree, as `git diff-index HEAD`
 * sees it. With `untracked`, files that git does not know count as changes. Refuses `head` where
 * libgit2 cannot give git's answer.
 */
enum answer
repository_is_dirty(git_repository *repository, bool untracked, struct head *head);

/* Appends the URL of the remote `origin` as struct head has it; nothing where there is none. */
void
repository_read_origin(git_repository *repository, struct text *origin);

#endif
