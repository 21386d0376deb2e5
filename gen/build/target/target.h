/*
 * Targets: what a build has to know of each variant, without templates and places in files. They are
 * taken from a family that was rendered, or read from the index (build/target/index.h).
 */
#ifndef BUILD_TARGET_TARGET_H
#define BUILD_TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;
struct family;

/* Another target that one is built from or copies from. */
struct target_parent {
	const char *argument; /* the build argument that names it: BASE, or BASE_NAME for a copy */
	size_t target;        /* its place among the targets, always a lower one */
	bool copied;          /* by COPY --from, not by FROM */
};

/* A command that must work in the image. */
struct target_test {
	const char *const *words; /* ended by NULL */
	const char *output;       /* what it must print, at least; "" for anything */
	int status;               /* how it must end */
};

/* One variant. Lists of strings are ended by NULL and never NULL themselves. */
struct target {
	const char *id;         /* NAME, or NAME/TAG of an image with a matrix */
	const char *image;      /* NAME */
	const char *repository; /* without the registry */
	const char *tag;
	const char *const *tags; /* all public ones, `tag` first; % is the version's place */
	const char *key;         /* the content key */
	const char *key_inputs;  /* what it is made of (output/key_inputs.h) */
	const char *context;     /* its folder in out/ */
	struct target_parent *parents;
	size_t parent_count;
	const char *const
		*bases; /* images from outside, scratch left out, as images.yaml has them */
	const char *const *digests;   /* one for each of them: that images.lock has; "" for none */
	const char *const *platforms; /* those that it may be built for; empty: any */
	const char *network;          /* of its build; NULL: the engine's default */
	const char *const *secrets;   /* id=ID,env=NAME or id=ID,src=PATH */
	const char *const *ssh;       /* IDs of agents */
	struct target_test *tests;
	size_t test_count;
	bool pull;      /* its bases are looked for in their registry at each build */
	bool on_demand; /* it is built only where it, or what needs it, is named */
	bool sourced;   /* it has a label org.opencontainers.image.source of its own */
};

/* The targets of a family in the order of building: parents come before what needs them. */
struct targets {
	const char *registry; /* of images.yaml; "" for none */
	struct target *items;
	size_t count;
	struct map ids;    /* ID → struct target */
	struct map images; /* NAME → the first struct target of that image */
};

/* The targets of a family whose keys are set. Strings are the family's or in `arena`. */
struct targets *
targets_of_family(struct arena *arena, const struct family *family)
	__attribute__((returns_nonnull));

/* Fills the maps of targets whose items are set. */
void
targets_name(struct arena *arena, struct targets *targets);

/*
 * Marks in `wanted` (targets->count of them) the targets that a person calls `word`: NAME is all variants
 * of an image, NAME:TAG or NAME/TAG one. False if there is no such image or variant.
 */
bool
targets_want(const struct targets *targets, const char *word, bool *wanted);

/* Marks what the wanted targets need, too. */
void
targets_want_parents(const struct targets *targets, bool *wanted);

#endif
