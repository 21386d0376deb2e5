/*
 * The version that a build gives to its images, with all that its labels say of the commit: what the
 * environment gives, else what git says. Nothing of it is part of a key.
 */
#ifndef BUILD_TARGET_BUILD_VERSION_H
#define BUILD_TARGET_BUILD_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "support/failure.h"

struct arena;
struct text;

enum {
	VERSION_LONGEST = 80, /* bytes of a version, as a tag has 128 and TAG- stands before it */
	EPOCH_UNKNOWN = -1,
};

/* What is checked out, as opposed to what VERSION may say of it. */
enum release {
	RELEASE_UNKNOWN,  /* git was not asked, does not know, or there is no commit */
	RELEASE_YES,      /* a commit with a version tag, without changes */
	RELEASE_DIRTY,    /* tracked files are changed */
	RELEASE_UNTAGGED, /* a commit without a version tag */
};

/* Texts are never NULL. All of them hold only A-Z a-z 0-9 . _ : / @ + - and so are safe as words. */
struct version {
	/* Fits into a tag: A-Z a-z 0-9 _ . - and no . or - or key- in front; + has become _, as Helm writes it. */
	const char *text;
	const char *revision; /* the commit's full name, or what REVISION says; else "unknown" */
	const char *created;  /* a time of RFC 3339 */
	/* The time that a build carries, in seconds since 1970. EPOCH_UNKNOWN: git was not asked, and
	 * SOURCE_DATE_EPOCH is not given. */
	int64_t epoch;
	const char *source; /* where people find the repository; "" where that is not known */
	enum release release;
};

/*
 * Checks what VERSION, REVISION, CREATED, SOURCE and SOURCE_DATE_EPOCH of the environment hold, without
 * asking git: before anything is done. An empty one counts as not given. OUTCOME_MISTAKE after a message
 * for each that is wrong.
 */
enum outcome
version_check_given(void);

/*
 * Finds the version of the family in the current directory. Each variable above wins over git; where
 * VERSION and CREATED are both given, git is not asked, and libgit2 not started (5 ms). Without CREATED
 * the time of the build is in `created`. A repository without a commit has the version
 * 0.0.0-0-unborn, no repository 0.0.0-unknown, both at second 0. Texts are in `arena`.
 *
 * OUTCOME_MISTAKE as above; OUTCOME_MACHINE, after a message with what to do, where VERSION is not
 * given and git's version is not known as git knows it, or is no part of a tag.
 */
enum outcome
version_find(struct version *version, struct arena *arena);

/*
 * The version of the release that is checked out, from git alone: VERSION may only say the same, and CREATED and
 * REVISION do not count. OUTCOME_STALE, after a message that says what to do, if the tree has changes or the commit has no version
 * tag; OUTCOME_MISTAKE if VERSION says another version; OUTCOME_MACHINE where git cannot tell.
 */
enum outcome
version_find_release(struct version *version, struct arena *arena);

/* Appends the version as words of one line: VERSION=... REVISION=... and so on, for scripts. */
void
version_append_words(const struct version *version, struct text *text);

#endif
