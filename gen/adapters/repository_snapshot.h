/* The files of a commit, read from git without a checkout. */
#ifndef ADAPTERS_REPOSITORY_SNAPSHOT_H
#define ADAPTERS_REPOSITORY_SNAPSHOT_H

#include "support/failure.h"
#include "support/store.h"

struct snapshot;

/*
 * Opens the commit that `revision` names (gitrevisions(7)) in the repository around the current
 * directory; paths of its store are relative to that too. OUTCOME_MISTAKE, after a message, where there
 * is no such commit; OUTCOME_MACHINE where there is no repository that can be read as git reads it, or it
 * is a clone that does not have the commit. A file that a partial clone does not have ends the program
 * with 3 once it is read. Messages say what to run.
 */
enum outcome
snapshot_open(const char *revision, struct snapshot **snapshot);

/*
 * Opens the commit that `git merge-base LEFT RIGHT` names: the last that both have in their history, of
 * several the newest. OUTCOME_MISTAKE also where there is none.
 */
enum outcome
snapshot_open_base(const char *left, const char *right, struct snapshot **snapshot);

/*
 * Whether all that git has of `path`, a file or a folder, is in the work tree as well, so that the
 * disk can be compared with the snapshot; OUTCOME_MACHINE, after a message, where a sparse checkout left
 * part of it out.
 */
enum outcome
snapshot_check_checkout(const struct snapshot *snapshot, const char *path);

/* Its files; sources are named REVISION:PATH, as git show takes them. NULL for no snapshot. */
const struct store *
snapshot_store(const struct snapshot *snapshot);

void
snapshot_close(struct snapshot *snapshot);

#endif
