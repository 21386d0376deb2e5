/*
 * The context that an engine gets: a snapshot of a folder of out/, with exactly the bytes that the
 * key was made of. Its times are constant, so that no layer depends on the clock. Its name occurs
 * once, so that no builder takes one snapshot for another (BuildKit compares sizes and times).
 */
#ifndef BUILD_IMAGE_CONTEXT_H
#define BUILD_IMAGE_CONTEXT_H

#include <stdbool.h>

struct arena;
struct target;
struct text;

/*
 * The time of every file, in seconds since 1970: the year 1980, because ZIP archives know no
 * earlier one.
 */
enum { CONTEXT_TIME = 315532800 };

/*
 * Copies the context of the target from the folder `out` into a new folder in `scratch`, and
 * returns its path. NULL, and why in `why`, if a file is not what the key was made of, or the
 * machine fails.
 */
const char *
context_copy(struct arena *arena, const char *out, const struct target *target, const char *scratch,
	struct text *why);

/*
 * Replaces the name `from` of an image by `to` everywhere in the Dockerfile of a copied context.
 * out/ names a base as people do, and the engine may have it under another name. False, and why in
 * `why`, if the machine fails.
 */
bool
context_rename(struct arena *arena, const char *context, const char *from, const char *to,
	struct text *why);

#endif
