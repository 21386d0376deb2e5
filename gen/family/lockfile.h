/*
 * images.lock: the digest of each base at the time when it was locked. Dockerfiles and keys name a
 * locked base as REFERENCE@DIGEST. A base without an entry, or with a digest in images.yaml, is
 * named as it is written there.
 */
#ifndef FAMILY_LOCKFILE_H
#define FAMILY_LOCKFILE_H

#include <stdbool.h>

#include "support/map.h"

struct arena;
struct diagnostics;
struct family;
struct source;
struct text;

/* {0} has no entries. */
struct lockfile {
	struct map digests; /* REFERENCE as images.yaml has it → its digest as a string */
};

/* The path of the lock file beside `file`, as images.lock for images.yaml; in `arena`. */
const char *
lockfile_path(struct arena *arena, const char *file) __attribute__((returns_nonnull));

/* Whether a base can be locked: it has no digest and is not scratch. */
bool
lockfile_takes(const char *reference);

/*
 * Reads the entries of `source` into `lockfile`. They live in `arena`, and so must the source.
 * Mistakes go to `diagnostics`; the conflict markers of a merge are one.
 */
void
lockfile_read(struct lockfile *lockfile, const struct source *source, struct arena *arena,
	struct diagnostics *diagnostics);

/*
 * Sets the digests of the bases of `family` that have an entry; other entries are ignored. The
 * family has no mistakes.
 */
void
lockfile_apply(const struct lockfile *lockfile, struct family *family, struct arena *arena);

/*
 * Appends the lines of the file: a comment that says what writes it, then the entries, sorted, so
 * that git can merge them.
 */
void
lockfile_append(struct text *text, const struct lockfile *lockfile);

#endif
