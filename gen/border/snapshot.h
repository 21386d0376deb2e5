/* The files of a commit, read from git without a checkout. */
#ifndef BORDER_SNAPSHOT_H
#define BORDER_SNAPSHOT_H

#include "support/failure.h"
#include "support/store.h"

struct snapshot;

/*
 * Opens the commit that `revision` names (gitrevisions(7)) in the repository around the current
 * directory; paths of its store are relative to that too. OUTCOME_MISTAKE, after a message, where there
 * is no such commit; OUTCOME_MACHINE where there is no repository that can be read.
 */
enum outcome
snapshot_open(const char *revision, struct snapshot **snapshot);

/* Its files; sources are named REVISION:PATH, as git show takes them. NULL for no snapshot. */
const struct store *
snapshot_store(const struct snapshot *snapshot);

void
snapshot_close(struct snapshot *snapshot);

#endif
