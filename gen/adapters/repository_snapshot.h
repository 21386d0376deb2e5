/* The files of a commit, read from git without a checkout. */
#ifndef ADAPTERS_REPOSITORY_SNAPSHOT_H
#define ADAPTERS_REPOSITORY_SNAPSHOT_H

#include "support/failure.h"
#include "support/store.h"

struct snapshot;

/*
 * Opens the commit that `revision` names (gitrevisions(7)) in the repository around the current
 * directory, to which the paths of its store are relative. The caller closes it with
 * snapshot_close.
 *
 * Fails after a message that says what to run: OUTCOME_MISTAKE where there is no such commit,
 * OUTCOME_MACHINE where no repository can be read as git reads it, or where a clone lacks the
 * commit. Reading a file that a partial clone lacks ends the program with 3.
 */
enum outcome
snapshot_open(const char *revision, struct snapshot **snapshot);

/*
 * Opens the commit that `git merge-base LEFT RIGHT` names: the last one that both have in their
 * history, and the newest if there are several. Fails as snapshot_open does, and with
 * OUTCOME_MISTAKE where there is none.
 */
enum outcome
snapshot_open_base(const char *left, const char *right, struct snapshot **snapshot);

/*
 * Checks that the work tree has all that git has of `path`, a file or a folder, so that the disk
 * can be compared with the snapshot. OUTCOME_MACHINE, after a message, where a sparse checkout left
 * some of it out.
 */
enum outcome
snapshot_check_checkout(const struct snapshot *snapshot, const char *path);

/*
 * Its files, borrowed. Their sources are named REVISION:PATH, as git show takes them. NULL for
 * NULL.
 */
const struct store *
snapshot_store(const struct snapshot *snapshot);

/* Takes NULL, too. */
void
snapshot_close(struct snapshot *snapshot);

#endif
