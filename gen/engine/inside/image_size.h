/* How large an image is: the sum of its layers, not compressed. */
#ifndef ENGINE_INSIDE_IMAGE_SIZE_H
#define ENGINE_INSIDE_IMAGE_SIZE_H

#include <stdbool.h>

struct arena;
struct engine;
struct text;

/*
 * Asks for the size of the image with this ID, in bytes. Buildah tells three digits of it. False,
 * with the reason in `why`, if the engine does not say.
 */
bool
image_size(const struct engine *engine, struct arena *arena, const char *id, double *bytes,
	struct text *why);

/* A number with a decimal unit, like 400MB, 1.5GB or "2.79 KB", in bytes; below 0 if it is none. */
double
image_size_read(const char *text);

#endif
