/*
 * The context that an engine is handed: a snapshot of a folder of out/, made of the very bytes that the
 * key says. Its times are constant and its name is its own, so that no layer depends on the clock
 * and no builder's cache takes one snapshot for another (BuildKit compares sizes and times).
 */
#ifndef BUILD_IMAGE_CONTEXT_H
#define BUILD_IMAGE_CONTEXT_H

#include <stdbool.h>

struct arena;
struct target;
struct text;

/* The time of every file: 1980, as archives of the ZIP kind know none before. */
enum { CONTEXT_TIME = 315532800 };

/*
 * Copies the context of the target from the folder `out` into a new folder in `scratch`, whose path comes
 * back. NULL, and why in `why`, where a file is not what the key was made of, or the machine fails.
 */
const char *
context_copy(struct arena *arena, const char *out, const struct target *target, const char *scratch,
	struct text *why);

/*
 * Replaces the name of an image, wherever it stands in the Dockerfile of a context that was copied, by another one:
 * out/ names a base by what people read, an engine may hold it under another name. False, and why in `why`, where
 * the machine fails.
 */
bool
context_rename(struct arena *arena, const char *context, const char *from, const char *to,
	struct text *why);

#endif
