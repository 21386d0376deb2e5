/*
 * The index of an image's platforms, as registries store it. Images are in docker's format, so it
 * is docker's manifest list (Docker, "Image Manifest Version 2, Schema 2"); if one of them is an
 * OCI image, it is an OCI index (OCI Image Specification, "Image Index"). The same members give the
 * same bytes on every machine.
 */
#ifndef BUILD_PUBLISH_MANIFEST_LIST_H
#define BUILD_PUBLISH_MANIFEST_LIST_H

#include <stddef.h>

#include "engine/registry.h"

struct arena;
struct map;
struct text;

struct list_member {
	const char *platform;
	const char *name; /* the name under which its manifest was read */
	struct registry_manifest manifest;
};

/*
 * Appends the index of these members, in their order. With `annotations`, NAME → text, it is an OCI
 * index, as docker's has none.
 */
void
manifest_list_append(struct text *text, struct arena *arena, const struct list_member *members,
	size_t count, const struct map *annotations);

#endif
