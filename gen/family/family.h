/* The family: the images of one images.yaml, checked and resolved into variants. */
#ifndef FAMILY_FAMILY_H
#define FAMILY_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "family/graph.h"
#include "family/schema/axis.h"
#include "support/map.h"

struct arena;
struct budget;
struct diagnostics;
struct node;

/* What a variant is built on or copies from: a parent of the family, or a base from outside. */
struct origin {
	const char *
		argument; /* the build argument that names a parent: BASE, or BASE_NAME for a copy */
	const char *reference; /* what images.yaml says */
	const char *pinned; /* the same with its digest if it is locked, for Dockerfiles and keys */
	const char *digest; /* from images.lock; NULL: it has none */
	struct variant *parent; /* NULL: it is a base */
	const struct node *node;
};

/* A point of the image's own matrix. An image without a matrix has one point, without values. */
struct point {
	const struct axis_value *values; /* one for each of the image's own axes */
	const struct node *from;         /* `from` with these values */
	struct image *parent;            /* an image of the family, or NULL: a base */
	struct node *vars;               /* of the point itself; NULL: none are written */
	bool is_included;                /* by `include`, so that `exclude` does not leave it out */
};

/* One entry of `images`. */
struct image {
	struct vertex vertex; /* among the images; first, so that it can be cast back */
	const char *name;
	const struct node *key;     /* where it is named */
	const struct node *written; /* its keys as they stand in the file, unchecked */
	struct node *resolved;      /* its keys merged with the defaults, texts as strings */
	bool has_placeholders;      /* in its texts, or vars of points: variants differ */
	bool uses_vars;             /* in its texts */
	size_t axis_count;          /* of its own matrix */
	struct point *points;
	size_t point_count;
	struct variant **variants; /* at least one; the first axis changes last */
	size_t variant_count;
	struct variant *latest; /* the one that is tagged so */
};

/* A tag that is read from the built image. */
struct read_tag {
	const char *tag; /* with marks, as the other tags; %OUTPUT stands for what is read */
	const struct node *command; /* a list of words */
};

/* What is built: an image at one point of its own matrix and of those of its parents. */
struct variant {
	struct vertex vertex; /* among the variants */
	const char *id;       /* NAME of its image, or NAME/TAG if there are axes */
	struct image *image;
	const struct axis_value *axes; /* the parent's first */
	size_t axis_count;
	const struct node *resolved; /* the image's keys, with the values of the axes */
	const struct node *all;      /* its own keys over those that it has from its parents */
	const char *context;         /* its folder in out/: IMAGE, or IMAGE.variants/TAG */
	const char *tag;             /* its own or its parent's */
	const char *template_name;   /* its own or its parent's: a file of templates/image */
	const char *registry;        /* its own or the family's; "": none */
	/* Where it is published, without the registry; the first is the main one. NULL ends them. */
	const char *const *repositories;
	const char **
		tags; /* all public tags, `tag` first; marks stand for what depends on the commit (family/tags.h) */
	size_t tag_count;
	struct read_tag *read_tags;
	size_t read_tag_count;
	struct origin *origins; /* `from` first, then each other image of `copy` and `bases` once */
	size_t origin_count;
	size_t copied_count;     /* how many of them are of `copy` */
	bool on_demand;          /* built only where it, or what needs it, is named */
	const char *content_key; /* NULL until key_set */
	const char *key_inputs;  /* what the key is made of, by lines (output/key_inputs.h) */
};

struct family {
	const char *name;
	const char *repository_prefix; /* `namespace`: what comes before the names of images */
	const char *registry;
	struct map repositories; /* name → struct repository (family/repositories.h) */
	struct map images;       /* name → struct image, in the order of the file */
	struct map disabled;     /* name → the node that says so, of those that are not enabled */
	bool defaults_have_placeholders, defaults_use_vars;
	struct variant **order; /* level by level, as in the file within a level */
	size_t variant_count;
};

enum { FAMILY_VARIANTS_MOST = 15000 }; /* of all images together */

/*
 * Reads the family from the tree of images.yaml (document_read). The family lives in `arena`, and
 * so must the tree. `expander` renders the strings with placeholders. Mistakes go to `diagnostics`;
 * after one the family is not whole, and NULL where nothing of it could be read.
 */
struct family *
family_read(struct node *document, struct expander *expander, struct arena *arena,
	struct diagnostics *diagnostics, struct budget *budget);

/* What a variant stands on outside of the family. */
const struct origin *
variant_base(const struct variant *variant);

/*
 * Whether the name of its image means the variant where images are built: the variants that are not
 * on demand, or the latest one if all are.
 */
bool
variant_is_named(const struct variant *variant);

/*
 * The variant that `word` names: NAME is the latest one of an image, NAME:TAG and NAME/TAG are the
 * one with that tag. NULL if there is no such image or variant.
 */
const struct variant *
family_find_variant(const struct family *family, const char *word);

#endif
