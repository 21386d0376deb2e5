/* The family: the images of one images.yaml, checked and resolved. */
#ifndef FAMILY_FAMILY_H
#define FAMILY_FAMILY_H

#include <stddef.h>

#include "support/map.h"

struct arena;
struct diagnostics;
struct node;
struct source;

/* Something that an image is built from or copies from. */
struct origin {
	const char *
		argument; /* the build argument that names a parent: BASE, or BASE_NAME for a copy */
	const char *reference; /* what images.yaml says */
	struct image *parent;  /* an image of the family, or NULL: then it is a base */
	const struct node *node;
};

/* One entry of `images`. */
struct image {
	const char *name;
	const struct node *key;      /* where it is named */
	const struct node *written;  /* its keys as they stand in the file, unchecked */
	const struct node *resolved; /* its keys merged with the defaults, texts as strings */
	const struct node *all;      /* what it holds with its parents: their keys under its own */
	const char *content_key;     /* NULL until key_set */
	const char *repository;      /* namespace/name, without the registry */
	const char *tag;             /* its own or its parent's */
	const char *template;        /* its own or its parent's: a file of templates/image */
	struct origin *origins;      /* `from` first, then each other image of `copy` once */
	size_t origin_count;
	struct image *
		*children; /* the images that have it as an origin, in the order of the file */
	size_t child_count;
	size_t level;         /* 0 without parents, else one more than the highest parent's */
	size_t number;        /* from 1, in the order of building */
	size_t position;      /* in the file */
	size_t waiting, walk; /* used while ordering: parents without a place; who was here */
};

struct family {
	const char *name;
	const char *namespace;
	const char *registry;
	struct map images;    /* name → struct image, in the order of the file */
	struct image **order; /* level by level, as in the file within a level */
	size_t level_count;
};

enum { FAMILY_LEVELS_MOST = 100 }; /* engines stack at most some 120 layers */

/*
 * Reads the family from the tree of images.yaml (as document_read gives it) into `arena`, which
 * must also hold the tree. Every mistake goes to `diagnostics`; NULL if there was any.
 */
struct family *
family_read(struct node *document, struct arena *arena, struct diagnostics *diagnostics);

#endif
