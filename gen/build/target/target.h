/*
 * Targets: what a build has to know of each variant, without templates and without places in files.
 * They come from a rendered family or from the index (build/target/index.h).
 */
#ifndef BUILD_TARGET_TARGET_H
#define BUILD_TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;
struct family;

/* Another target of which this one is built, or from which it copies. */
struct target_parent {
	const char *argument; /* the build argument that names it: BASE, or BASE_NAME for a copy */
	size_t target;        /* its index in the targets, always lower than this one's */
	bool copied;          /* it is used by COPY --from, not by FROM */
};

/* A command that must work in the image. */
struct target_test {
	const char *const *words; /* NULL ends them */
	const char *output;       /* a text that its output must contain; "": any output */
	int status;               /* the exit status that it must have */
};

/* A tag that is read from the image. */
struct target_read_tag {
	const char *tag;          /* with marks (build/target/tag_words.h) */
	const char *const *words; /* the command; NULL ends them */
};

/* One variant. NULL ends each list of strings; no list is NULL. */
struct target {
	const char *id;                  /* NAME, or NAME/TAG of an image with a matrix */
	const char *image;               /* NAME */
	size_t line;                     /* of images.yaml, where the image is declared; from 1 */
	const char *registry;            /* of images.yaml, with a slash at its end; "": none */
	const char *repository;          /* the main one of `repositories`: that of the keys */
	const char *const *repositories; /* all in which it is published, without the registry */
	const char *tag;
	const char *const *
		tags; /* all public tags, `tag` first; marks stand for words (build/target/tag_words.h) */
	struct target_read_tag *read_tags;
	size_t read_tag_count;
	const char *key;        /* the content key */
	const char *key_inputs; /* what the key is made of, as text (output/key_inputs.h) */
	const char *context;    /* the folder of its context in out/ */
	struct target_parent *parents;
	size_t parent_count;
	const char *const *bases;     /* images from outside, but not scratch, as in images.yaml */
	const char *const *digests;   /* the digest in images.lock for each base; "": none */
	const char *const *platforms; /* the platforms that it may be built for; empty: any */
	const char *network;          /* the network of its build; NULL: the engine's default */
	const char *const *secrets;   /* id=ID,env=NAME or id=ID,src=PATH */
	const char *const *ssh;       /* IDs of agents */
	struct target_test *tests;
	size_t test_count;
	bool pull;      /* the registry is asked for its bases at each build */
	bool on_demand; /* it is built only if it, or what needs it, is named */
	bool named;     /* the name of its image means it */
	bool sourced;   /* images.yaml gives it a label org.opencontainers.image.source */
};

/* The targets of a family, in the order of building: parents come before what needs them. */
struct targets {
	struct target *items;
	size_t count;
	struct map ids;    /* ID → struct target */
	struct map images; /* NAME → struct target: the first variant of the image */
};

/*
 * The targets of a family. The keys of its variants are set. Strings belong to the family or live
 * in `arena`.
 */
struct targets *
targets_of_family(struct arena *arena, const struct family *family)
	__attribute__((returns_nonnull));

/* Whether any target has tags that are read from its image. */
bool
targets_have_read_tags(const struct targets *targets);

/* Fills the maps of targets from the items. */
void
targets_name(struct arena *arena, struct targets *targets);

/*
 * Marks the targets that `word` names in `wanted`, which has an entry for each target: NAME is the
 * variants of an image that are not on demand, or the latest one if all are; NAME:TAG and NAME/TAG
 * are one variant. False if there is no such image or
 * variant.
 */
bool
targets_want(const struct targets *targets, const char *word, bool *wanted);

/* Marks the targets that the wanted ones need, too. */
void
targets_want_parents(const struct targets *targets, bool *wanted);

#endif
