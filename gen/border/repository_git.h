/*
 * What the files border/repository*.c share, and nobody else includes: the one header that shows
 * libgit2.
 */
#ifndef BORDER_REPOSITORY_GIT_H
#define BORDER_REPOSITORY_GIT_H

#include <git2.h>

#include <stdbool.h>

#include "border/repository.h"

enum answer { NO, YES, REFUSED };

/* Starts libgit2, once; ends the program with 3 where it does not start. */
void
repository_start_library(void);

/* Why libgit2's last call failed, in its words. */
const char *
repository_library_error(void);

/* Makes `head` refused for the reason that `format` gives, unless it is already. Returns REFUSED. */
__attribute__((format(printf, 2, 3))) enum answer
repository_refuse(struct head *head, const char *format, ...);

/* The same, for the reason that libgit2 gives. */
enum answer
repository_refuse_by_library(struct head *head);

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
