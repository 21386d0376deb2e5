/*
 * An image as engines save it: `docker save`, `podman save` and `buildah push docker-archive:` write
 * a tar archive with manifest.json, the configuration and an archive for each layer.
 */
#ifndef ENGINE_INSIDE_IMAGE_ARCHIVE_H
#define ENGINE_INSIDE_IMAGE_ARCHIVE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct node;
struct text;

struct image_archive {
	const char *path;
	struct map members;               /* name → what image_archive.c knows of it */
	const struct node *configuration; /* OCI Image Specification, "Image Configuration" */
	const struct node *layers;        /* the names of the layers' archives, the lowest first */
};

/*
 * Reads the archive at `path`, which has one image. `stop` is that of struct tar. False, with the
 * reason in `why`.
 */
bool
image_archive_read(struct image_archive *archive, struct arena *arena, const char *path,
	const volatile sig_atomic_t *stop, struct text *why);

/*
 * Opens the archive of a layer, the lowest of which is 0. The caller reads it (engine/inside/tar.h)
 * and closes the file. -1, with the reason in `why`, if there is none.
 */
int
image_archive_layer(
	const struct image_archive *archive, struct arena *arena, size_t layer, struct text *why);

#endif
