/*
 * Reading what engines answer, which is somebody else's text: what has not the form that is expected
 * is left out.
 */
#ifndef ENGINE_READING_H
#define ENGINE_READING_H

#include "engine/engine.h"

struct node;

/* The name of an image as people write it: without localhost/, docker.io/library/ or docker.io/. */
const char *
plain_name(const char *name);

/* The name by which podman and buildah know an image that no registry is named for: localhost/NAME. */
const char *
local_name(struct arena *arena, const char *name);

/* The one form of an ID: sha256: before 64 hexadecimal digits; other words stay as they are. */
const char *
canonical_id(struct arena *arena, const char *id);

/* An image that somebody asks for as docker lists it: an ID, or a name with a tag or digest. */
const char *
listed_name(struct arena *arena, const char *name);

/* Whether it is one printable word, as a name or an ID is. */
bool
is_word(const char *text);

/* Whether it is such a word that starts with sha256:, as the IDs and digests of images do. */
bool
is_id(const char *text);

/* Whether it is a tag (OCI Distribution Specification, "Pulling manifests"). */
bool
is_tag(const char *text);

/* Notes an image of the list. A name of this host wins over docker.io's, as it does in the engine. */
void
note_image(struct map *images, struct arena *arena, const char *name, const char *id);

/* Reads lines NAME:TAG ID; those that have not this form are dropped, and so are names that look like options. */
void
read_lines(struct map *images, struct arena *arena, const struct text *output);

/* Reads a JSON text, of which a copy is made; NULL if it is none. */
const struct node *
read_json(struct arena *arena, const char *bytes, size_t length);

/* The value in maps in maps by their keys, ended by NULL; NULL if it is not there. */
const struct node *
find_node(const struct node *node, const char *const *keys);

/* The text of a scalar that find_node finds, or "". */
const char *
find_text(const struct node *node, const char *const *keys);

/* Fills layers and labels from a list and a map of strings; each may be NULL or something else: empty. */
void
read_image(struct engine_image *image, struct arena *arena, const struct node *layers,
	const struct node *labels);

/*
 * Fills an image from what docker and podman print of one that is inspected, with the labels under these
 * keys (find_node); false, and nothing is filled, if it has no ID.
 */
bool
read_inspection(struct engine_image *image, struct arena *arena, const struct node *node,
	const char *const *labels);

/* Fills the platform, the layers and the labels from an image's configuration (OCI Image Specification). */
void
read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration);

/*
 * OS/ARCHITECTURE[/VARIANT]; the variant that every arm64 has (v8) is left out. It is no platform, "unknown", where one
 * of them has other characters than platforms have.
 */
const char *
platform_of(struct arena *arena, const char *os, const char *architecture, const char *variant);

/* The platform of the machine that this program runs on, as containers have it: linux/amd64. */
const char *
machine_platform(struct arena *arena);

#endif
