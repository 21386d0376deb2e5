/* The git repository around the family. */
#ifndef ADAPTERS_REPOSITORY_H
#define ADAPTERS_REPOSITORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/hash/object_id.h"
#include "support/text.h"

enum head_state {
	HEAD_COMMIT,  /* all fields are known */
	HEAD_UNBORN,  /* a repository without a commit */
	HEAD_NONE,    /* no repository */
	HEAD_REFUSED, /* the description is not known as git knows it */
};

/* What is checked out. Starts as HEAD_EMPTY; repository_head_free gives the memory back. */
struct head {
	enum head_state state;
	char commit[OBJECT_ID_SIZE]; /* its full name; empty where even that is not known */
	int64_t time;                /* of the commit, in seconds since 1970 */
	/*
	 * What `git describe --tags --dirty --abbrev=12 --match 'v[0-9]*'` prints, but that a commit with
	 * several such tags goes by the highest of them (support/semver.h), be it the commit itself or
	 * one before it. Which commit before it is git's choice, and so is the tag if several are equal.
	 * Before the first tag `v0.0.0-N-gCOMMIT[-dirty]` with N, the number of commits. HEAD_REFUSED:
	 * why it is not known and what to do, for people, without a full stop. Else empty.
	 */
	struct text description;
	bool dirty;    /* tracked files are changed */
	bool released; /* a tag v[0-9]* names the commit itself */
	/*
	 * Where people find the repository that this one was cloned from: the URL of the remote
	 * origin, without user and password, with https where git uses ssh. Empty for a path.
	 */
	struct text origin;
};

#define HEAD_EMPTY                                                                                 \
	{                                                                                          \
		.state = HEAD_NONE, .description = TEXT_EMPTY, .origin = TEXT_EMPTY                \
	}

/*
 * Describes what is checked out in the repository around `directory`, or in the one that GIT_DIR
 * names, without a git process and without writing anything. Only a repository that is found through
 * .git counts, not a folder with the files of one. Refused rather than answered as git would not are:
 * shallow clones, sparse checkouts, partial clones without what is checked out, grafted and replaced
 * histories, repositories of another owner, bare ones, those that libgit2 cannot read (SHA-256 objects, a
 * split index), and changes that only a filter program could tell.
 */
void
repository_read_head(const char *directory, struct head *head);

void
repository_head_free(struct head *head);

enum ancestry {
	ANCESTRY_YES,     /* it is the commit of HEAD, or one before it */
	ANCESTRY_NO,      /* it is another one */
	ANCESTRY_UNKNOWN, /* there is no such commit here, or not the whole history */
};

/*
 * How a commit stands to HEAD in the repository around `directory`. `name` is its full hexadecimal name, or a version
 * as git describes commits (head.description without the v, with _ for +, with or without -dirty): a tag or an
 * abbreviated commit.
 */
enum ancestry
repository_ancestry(const char *directory, const char *name);

#endif
