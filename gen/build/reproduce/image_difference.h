/* Where two builds of an image differ: the files of their layers, and their configurations. */
#ifndef BUILD_REPRODUCE_IMAGE_DIFFERENCE_H
#define BUILD_REPRODUCE_IMAGE_DIFFERENCE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct text;

/* What differs of a file. */
enum {
	DIFFERS_FIRST = 1 << 0,  /* only the first build has it */
	DIFFERS_SECOND = 1 << 1, /* only the second build has it */
	DIFFERS_KIND = 1 << 2,
	DIFFERS_CONTENT = 1 << 3, /* or where a link leads */
	DIFFERS_MODE = 1 << 4,
	DIFFERS_OWNER = 1 << 5,
	DIFFERS_ATTRIBUTES = 1 << 6, /* the extended ones */
	DIFFERS_TIME = 1 << 7,
};

struct file_difference {
	const char *path; /* absolute */
	unsigned what;    /* bits DIFFERS_... */
};

/* A layer that differs. */
struct layer_difference {
	size_t number;                 /* from 1, the lowest */
	const char *step;              /* the instruction that made it; "": unknown */
	struct file_difference *files; /* sorted by path; not those of `times` */
	size_t file_count;
	size_t times; /* how many files differ in nothing but their time */
};

struct image_difference {
	struct layer_difference *layers;
	size_t layer_count;
	size_t layer_counts[2];   /* how many layers each image has */
	struct map configuration; /* the members that differ: config.Env, history.comment */
};

/*
 * Compares two images that an engine has saved (engine/inside/image_archive.h). `stop` ends it,
 * as struct tar says. False, with the reason in `why`, if one cannot be read.
 */
bool
image_difference_find(struct image_difference *difference, struct arena *arena,
	const char *const paths[2], const volatile sig_atomic_t *stop, struct text *why);

#endif
