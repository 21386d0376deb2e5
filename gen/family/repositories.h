/* Where variants are published: a registry, and repositories in it. */
#ifndef FAMILY_REPOSITORIES_H
#define FAMILY_REPOSITORIES_H

#include <stdbool.h>

#include "support/map.h"

struct checker;
struct family;
struct image;

/* A repository in which the family publishes. */
struct repository {
	const char *name;    /* without the registry */
	struct image *image; /* the first that is published there */
	bool shared;         /* others are, too */
	/* Of a shared one, while it is checked. */
	struct map taken; /* tag → struct variant */
	struct map own;   /* what TAG stands for → struct variant */
};

/*
 * Adds the repositories of `image` to those of the family, so that others can be told that a
 * reference names it. What uses axes is left to repositories_set.
 */
void
repositories_declare(struct checker *checker, struct family *family, struct image *image);

/*
 * Sets the registry and the repositories of each variant of `image`: those of its key
 * `repositories`, else NAMESPACE/NAME. Reports a repository that is too long. The variants have
 * their tags.
 */
void
repositories_set(struct checker *checker, struct family *family, struct image *image);

/*
 * Reports each tag that variants of two images have in the same repository, and each that looks
 * like the tag of a version of another one. All images have their repositories.
 */
void
repositories_check(struct checker *checker, const struct family *family);

#endif
