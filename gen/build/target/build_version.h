/*
 * The version that a build gives to its images, and what their labels tell of the commit. It comes
 * from the environment, else from git. No part of it is in a key.
 */
#ifndef BUILD_TARGET_BUILD_VERSION_H
#define BUILD_TARGET_BUILD_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "support/failure.h"

struct arena;
struct text;

enum {
	VERSION_LONGEST =
		80, /* bytes of a version: a tag has at most 128, and TAG- stands before the version */
	EPOCH_UNKNOWN = -1,
};

/* The state of the checkout, whatever VERSION says. */
enum release {
	RELEASE_UNKNOWN,  /* git was not asked, or cannot tell, or there is no commit */
	RELEASE_YES,      /* a commit with a version tag, and no changes */
	RELEASE_DIRTY,    /* tracked files are changed */
	RELEASE_UNTAGGED, /* a commit without a version tag */
};

/* No text is NULL. All contain only A-Z a-z 0-9 . _ : / @ + - and are safe as words of a shell. */
struct version {
	/*
	 * Fits into a tag: A-Z a-z 0-9 _ . - and no . or - or key- at the start. A + has become _,
	 * as Helm does it.
	 */
	const char *text;
	const char *revision; /* the full name of the commit, or REVISION; else "unknown" */
	const char *created;  /* a time as in RFC 3339 */
	/*
	 * The time of the build in seconds since 1970. EPOCH_UNKNOWN: git was not asked, and
	 * SOURCE_DATE_EPOCH is not set.
	 */
	int64_t epoch;
	const char *source; /* where people find the repository; "": not known */
	enum release release;
};

/*
 * Checks VERSION, REVISION, CREATED, SOURCE and SOURCE_DATE_EPOCH without asking git, before
 * anything is done. An empty variable counts as not set. OUTCOME_MISTAKE after a message for each
 * that is invalid.
 */
enum outcome
version_check_given(void);

/*
 * Finds the version of the family in the current folder. Each of those variables wins over git. If
 * VERSION and CREATED are both set, git is not asked, and libgit2 is not started (5 ms). Without
 * CREATED the time of the build is in `created`. A repository without a commit has the version
 * 0.0.0-0-unborn, a folder without a repository 0.0.0-unknown, both at second 0. Texts live in
 * `arena`.
 *
 * OUTCOME_MISTAKE as above. OUTCOME_MACHINE after a message with what to do, if VERSION is not set
 * and git's version cannot be found or is no part of a tag.
 */
enum outcome
version_find(struct version *version, struct arena *arena);

/*
 * Finds the version of the release that is checked out, from git alone. VERSION must be the same,
 * if it is set; CREATED and REVISION do not count. OUTCOME_STALE after a message that says what to
 * do, if there are changes or the commit has no version tag. OUTCOME_MISTAKE if VERSION is another
 * version. OUTCOME_MACHINE if git cannot tell.
 */
enum outcome
version_find_release(struct version *version, struct arena *arena);

/* Appends the version as words of one line for scripts: VERSION=... REVISION=... and so on. */
void
version_append_words(const struct version *version, struct text *text);

#endif
