/*
 * images.lock: the digest that each base stood for when it was locked. With it a Dockerfile and a key name the
 * base as REFERENCE@DIGEST; a base without an entry, or with a digest of its own, stays as images.yaml has it.
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

/* All zero is one without entries. */
struct lockfile {
	struct map digests; /* REFERENCE as images.yaml has it → its digest as a string */
};

/* Where the lock of the family in `file` is: beside it, images.lock for images.yaml; in `arena`. */
const char *
lockfile_path(struct arena *arena, const char *file) __attribute__((returns_nonnull));

/* Whether a base is one that can be locked: it has no digest of its own, and is not scratch. */
bool
lockfile_takes(const char *reference);

/*
 * Reads the entries of `source` into `lockfile`; they live in `arena`, as the source must. Every mistake, conflict
 * markers of a merge too, goes to `diagnostics`.
 */
void
lockfile_read(struct lockfile *lockfile, const struct source *source, struct arena *arena,
	struct diagnostics *diagnostics);

/* Sets the digests of all bases of a family without mistakes that have an entry; whatever else is locked is ignored. */
void
lockfile_apply(const struct lockfile *lockfile, struct family *family, struct arena *arena);

/* Appends the file: a comment that says what writes it, and an entry a line, sorted, so that edits merge. */
void
lockfile_append(struct text *text, const struct lockfile *lockfile);

#endif
