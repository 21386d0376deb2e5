/*
 * Names and IDs of images, as people and the engines write them.
 *
 * docker lists loom/app:1 and python:3.11. podman and buildah list localhost/loom/app:1 and
 * docker.io/library/python:3.11 for the same images.
 */
#ifndef ENGINE_IMAGE_NAME_H
#define ENGINE_IMAGE_NAME_H

#include <stdbool.h>

struct arena;

/*
 * The name as people write it: without localhost/, docker.io/library/ or docker.io/. A part of
 * `name`.
 */
const char *
image_name_plain(const char *name);

/*
 * The name for podman and buildah: localhost/NAME, if NAME has no registry in front. An ID stays as
 * it is. The result is `name` or in the arena.
 */
const char *
image_name_local(struct arena *arena, const char *name);

/*
 * The name as docker lists it: an ID, REPOSITORY:TAG or REPOSITORY@DIGEST. A name without a tag
 * gets :latest; of a name with a tag and a digest the digest stays, because no engine keeps both.
 * The result is `name`, a part of it, or in the arena.
 */
const char *
image_name_listed(struct arena *arena, const char *name);

/* REPOSITORY@DIGEST for a name REPOSITORY:TAG. */
const char *
image_name_of_digest(struct arena *arena, const char *name, const char *digest);

/* The ID with sha256: in front. `id` itself, if it is not 64 hexadecimal digits. */
const char *
image_id_full(struct arena *arena, const char *id);

/* Whether the text is one word of printable ASCII characters, as every name and ID is. */
bool
is_word(const char *text);

/* Whether the text is such a word and begins with sha256:, as the IDs and digests of images do. */
bool
is_id(const char *text);

/* Whether the text is a tag (OCI Distribution Specification, "Pulling manifests"). */
bool
is_tag(const char *text);

#endif
