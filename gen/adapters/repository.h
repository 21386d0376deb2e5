/*
 * What is checked out in the git repository around the family, read by libgit2. Nothing is written,
 * and git is not called. The first function that is called starts libgit2, which takes about 5 ms;
 * where it does not start, or has no memory, the program ends with 3.
 */
#ifndef ADAPTERS_REPOSITORY_H
#define ADAPTERS_REPOSITORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/hash/object_id.h"
#include "support/text.h"

enum head_state {
	HEAD_COMMIT,  /* all fields are set */
	HEAD_UNBORN,  /* the repository has no commit yet */
	HEAD_NONE,    /* there is no repository */
	HEAD_REFUSED, /* git would describe it otherwise than we can; `description` says why */
};

/* What is checked out. Starts as HEAD_EMPTY; repository_head_free gives the memory back. */
struct head {
	enum head_state state;
	char commit[OBJECT_ID_SIZE]; /* its full ID; empty where not even that is known */
	int64_t time;                /* of the commit, in seconds since 1970 */
	/*
	 * HEAD_COMMIT: what `git describe --tags --dirty --abbrev=12 --match 'v[0-9]*'` prints,
	 * with one exception: where a commit has several such tags, the highest counts
	 * (support/notation/semver.h). Before the first tag it is v0.0.0-N-gCOMMIT[-dirty], where N
	 * is the number of commits. HEAD_REFUSED: a sentence without its full stop that says why,
	 * and what to do. Else empty.
	 */
	struct text description;
	bool dirty;    /* tracked files are changed */
	bool released; /* a tag v[0-9]* names the commit itself */
	/*
	 * The URL of the remote `origin` for a browser: without user and password, and with https
	 * in place of ssh. Empty where the remote is a path or missing.
	 */
	struct text origin;
};

#define HEAD_EMPTY                                                                                 \
	{                                                                                          \
		.state = HEAD_NONE, .description = TEXT_EMPTY, .origin = TEXT_EMPTY                \
	}

/*
 * Fills `head` with what is checked out in the repository that GIT_DIR names, else in the nearest
 * one at or above `directory`. A repository is found by its .git; a folder that is laid out as a
 * repository does not count, since anybody can commit one. The result is owned by the caller.
 *
 * The answer is HEAD_REFUSED where git would give another one: in shallow clones, sparse checkouts,
 * partial clones that lack what is checked out, grafted and replaced histories, repositories of
 * another owner and bare ones, those that libgit2 cannot read (SHA-256 objects, a split index), and
 * where a filter program would have to tell whether a file is changed.
 */
void
repository_read_head(const char *directory, struct head *head);

/* Gives back the texts of `head`. */
void
repository_head_free(struct head *head);

enum ancestry {
	ANCESTRY_YES,     /* it is the commit of HEAD or an ancestor of it */
	ANCESTRY_NO,      /* it is neither */
	ANCESTRY_UNKNOWN, /* the commit, or a part of the history, is not here */
};

/*
 * Tells whether a commit is an ancestor of HEAD in the repository around `directory`. `name` is the
 * commit's full ID, or a version: the description of a commit without its v, with _ in place of +,
 * with or without -dirty.
 */
enum ancestry
repository_ancestry(const char *directory, const char *name);

#endif
