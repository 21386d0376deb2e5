/*
 * What the files border/repository*.c share, and nobody else includes: the one header that shows
 * libgit2.
 */
#ifndef ADAPTERS_REPOSITORY_GIT_H
#define ADAPTERS_REPOSITORY_GIT_H

#include <git2.h>
#include <git2/sys/alloc.h>

#include <stdbool.h>

#include "adapters/repository.h"

enum answer { NO, YES, REFUSED };

/* What a clone can lack: a shallow one commits, a partial one files and folders. */
enum lack { LACK_COMMIT, LACK_CONTENT };

/* Starts libgit2, once; ends the program with 3 where it does not start. */
void
repository_start_library(void);

/*
 * From now on the program ends with 3 where libgit2 gets no memory, which it takes for an answer in places: a tag
 * would not be there. To be called before libgit2 is started.
 */
void
repository_end_without_memory(void);

/* Why libgit2's last call failed, in its words. */
const char *
repository_library_error(void);

/* Makes `head` refused for the reason that `format` gives, unless it is already. Returns REFUSED. */
__attribute__((format(printf, 2, 3))) enum answer
repository_refuse(struct head *head, const char *format, ...);

/*
 * The same, for the reason that libgit2 gave last; with a `repository`, for what it lacks as a clone that
 * is not whole.
 */
enum answer
repository_refuse_by_library(git_repository *repository, struct head *head);

/* Whether libgit2's last call failed as it did not find an object. */
bool
repository_lacks_object(void);

/* Why the clone can lack that, and what to run, as "shallow clone: run ..."; NULL where it is whole. */
const char *
repository_remedy(git_repository *repository, enum lack lack);

/* Whether files can be left out of the work tree: core.sparseCheckout is set. */
bool
repository_is_sparse(git_repository *repository);

/* Refuses `head` where git sees another history than libgit2: with grafts, with replaced objects. */
enum answer
repository_is_altered(git_repository *repository, struct head *head);

/*
 * Opens the repository that GIT_DIR names, else the nearest one at or above `directory` that is found through
 * .git, a folder or a file, as far up as git would look. A folder that is itself laid out as a
 * repository is passed by: anybody can commit such files (safe.bareRepository=explicit, git-config(1)).
 * NULL where there is none, or where one is not opened: `head` is refused then.
 */
git_repository *
repository_open(const char *directory, struct head *head);

/*
 * Whether tracked files are changed, in the index or beside it, as `git diff-index HEAD` sees it;
 * with `untracked`, also whether there are files that git does not know. Refuses `head` where
 * libgit2 cannot tell what git would.
 */
enum answer
repository_is_dirty(git_repository *repository, bool untracked, struct head *head);

/* Appends where people find the repository that this one was cloned from, if that can be told. */
void
repository_read_origin(git_repository *repository, struct text *origin);

#endif
