/* One Dockerfile that is taken in, and the images that it names. */
#ifndef DOCKERFILE_IMPORT_IMPORT_IMAGE_H
#define DOCKERFILE_IMPORT_IMPORT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;
struct diagnostics;
struct dockerfile;
struct dockerfile_instruction;
struct grammars;
struct source;

enum import_kind {
	IMPORT_FROM,   /* FROM names an image */
	IMPORT_COPY,   /* COPY --from or RUN --mount names an image */
	IMPORT_NUMBER, /* the same names a stage by its number */
	IMPORT_SYNTAX, /* # syntax= names a frontend by its digest */
};

/* What a Dockerfile names besides its stages by their names. */
struct import_reference {
	enum import_kind kind;
	const struct dockerfile_instruction *instruction; /* NULL for IMPORT_SYNTAX */
	const char *name;    /* its variables replaced; with a tag or a digest, if it has one */
	uint32_t start, end; /* the bytes of the instruction FROM, of the flag, of the directive */
	const char *before, *behind; /* of a flag: what stands around the name, from -- on */
	struct import_image *parent; /* an image that is taken in too; NULL: a base from outside */
};

struct import_image {
	const char *name;
	const char *path;   /* of its Dockerfile, from the folder that is taken in */
	const char *folder; /* of its context; empty: the folder that is taken in */
	const char *ignore; /* the path of its own list of ignored files; NULL: .dockerignore */
	const struct source *source;
	const struct dockerfile *dockerfile;
	struct map stages; /* the names of its stages in lower case */
	struct import_reference *references;
	size_t reference_count;
	struct map secrets, agents; /* the ids of the secrets and SSH agents that RUN mounts */
	struct map arguments; /* BASE and the like → the struct import_image that it names */
	size_t from;          /* the number of the reference that its last stage is built on */
	const char *tag;      /* NULL until another image names it */
	bool is_refused;      /* a mistake was reported, so that it is left out */
	/* The search for an order of images: whether it was here and has left, the next reference. */
	bool is_visited, is_left;
	size_t next;
};

/*
 * Reads the image's Dockerfile, whose bytes are in `source`, and finds its references; `parent` of
 * each is NULL. An image that needs something which is not known is reported and refused. What is
 * wrong in another way is left for the check of the rendered Dockerfile to find.
 */
void
import_image_read(struct import_image *image, struct arena *arena, struct grammars *grammars,
	struct diagnostics *diagnostics);

#endif
