/*
 * The words of public tags that depend on the commit. In a tag of images.yaml % stands for the
 * version, and %MAJOR, %MINOR, %DATE and %OUTPUT for the words of these names (family/tags.h).
 */
#ifndef BUILD_TARGET_TAG_WORDS_H
#define BUILD_TARGET_TAG_WORDS_H

#include <stdbool.h>

struct arena;
struct version;

struct tag_words {
	const char *version;
	/* The first two numbers of a version of numbers and dots, which a release has; else "". */
	const char *major, *minor;
	const char *date;   /* that of the commit, as 2026-03-01; "": there is none */
	const char *output; /* what the command of a read tag printed; "": nothing is known */
};

/* The words of a version. Texts live in `arena` or belong to the version. */
struct tag_words
tag_words_of(struct arena *arena, const struct version *version);

/*
 * The tag with its words. NULL if one of them is empty: such a tag would move to what is not
 * released, or to what is not committed.
 */
const char *
tag_words_fill(const struct tag_words *words, struct arena *arena, const char *tag);

/* Whether the tag contains the version itself, so that it never moves. */
bool
tag_has_version(const char *tag);

/* Whether the tag contains the version or a number of it, so that it names the release. */
bool
tag_has_number(const char *tag);

#endif
