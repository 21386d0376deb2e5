/*
 * The index of an image's platforms, as registries store it: docker's manifest list, since the images are in docker's
 * format (Docker, "Image Manifest Version 2, Schema 2": Manifest List), and an OCI index if one of them is an OCI
 * image (OCI Image Specification, "Image Index"). The same members give the same bytes everywhere.
 */
#ifndef BUILD_PUBLISH_MANIFEST_LIST_H
#define BUILD_PUBLISH_MANIFEST_LIST_H

#include <stddef.h>

#include "engine/registry.h"

struct arena;
struct text;

struct list_member {
	const char *platform;
	const char *name; /* under which its manifest was read */
	struct registry_manifest manifest;
};

/* Appends the index of these members, in their order. */
void
manifest_list_append(
	struct text *text, struct arena *arena, const struct list_member *members, size_t count);

#endif
