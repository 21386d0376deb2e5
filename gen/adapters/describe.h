/* Describes a commit by the tags before it, step by step as git describe does. Knows no library. */
#ifndef ADAPTERS_DESCRIBE_H
#define ADAPTERS_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;

enum { COMMIT_ID_SIZE = 20 };

/* The tag by which a commit goes, of all tags that point to it. */
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
	uint32_t
		flags; /* of the walk: seen, and a bit for each candidate that has it in its history */
};

struct history {
	struct arena *arena; /* where commits live; borrowed */
	struct map commits;
	/*
	 * Sets time and parents of `commit`, each parent by history_commit. False where it cannot.
	 */
	bool (*read)(struct history *history, struct commit *commit);
	void *reader; /* for `read` */
};

/* The result. */
struct description {
	const struct tag *tag; /* NULL: no tag is reachable */
	size_t depth;          /* commits since the tag; without a tag, all commits */
};

/*
 * The commit with this ID, made when it is asked for first and not read yet. It lives in the
 * history's arena.
 */
struct commit *
history_commit(struct history *history, const char *id);

/*
 * Describes `commit` as `git describe --tags` does: with the same candidates in the same order as
 * builtin/describe.c of git 2.39. libgit2's own answer differs where histories fork. A history
 * serves one call. False where a commit could not be read.
 */
bool
history_describe(struct history *history, struct commit *commit, struct description *description);

#endif
