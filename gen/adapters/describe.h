/* git describe over a history of commits, step by step as git does it, without a library. */
#ifndef ADAPTERS_DESCRIBE_H
#define ADAPTERS_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;

enum { COMMIT_ID_SIZE = 20 };

/* The one tag that names a commit, of all that point to it. */
struct tag {
	const char *name; /* without refs/tags/ */
	bool annotated;
};

/* A commit. Its time and parents are known once it was walked. */
struct commit {
	const char *id; /* COMMIT_ID_SIZE bytes */
	int64_t time;
	struct commit **parents;
	size_t parent_count;
	const struct tag *tag;
	uint32_t flags; /* of the walk: seen, and a bit for each candidate it is reachable from */
};

struct history {
	struct arena *arena; /* where commits live; borrowed */
	struct map commits;
	/* Reads time and parents of `commit` with history_commit for each; false when it cannot. */
	bool (*read)(struct history *history, struct commit *commit);
	void *reader; /* for `read` */
};

/* What was found, in the end. */
struct description {
	const struct tag *tag; /* NULL: no tag is reachable */
	size_t depth;          /* commits that the tag does not hold; without a tag, all commits */
};

/* The commit with this id, the same one each time; new ones are not read yet. */
struct commit *
history_commit(struct history *history, const char *id);

/*
 * Describes `commit` as `git describe --tags` does (builtin/describe.c of git 2.39, the same
 * candidates in the same order; libgit2's own answer differs where histories fork). Once per
 * history. False if a commit could not be read.
 */
bool
history_describe(struct history *history, struct commit *commit, struct description *description);

#endif
