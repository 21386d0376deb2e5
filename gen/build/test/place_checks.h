/*
 * The checks of places in an image: what stands there, with which mode and owner. What one item of
 * images.yaml declares is one check, however many places it has.
 */
#ifndef BUILD_TEST_PLACE_CHECKS_H
#define BUILD_TEST_PLACE_CHECKS_H

#include <stddef.h>

#include "support/map.h"

struct arena;
struct checklist;
struct evidence;
struct expected_places;
struct node;
struct tree_file;
struct variant;

/* An item of `copy` of a variant. */
struct place_copy {
	const struct variant *variant;
	const struct node *item;
	bool is_changed;  /* a later command names it, so nothing is said of its bytes */
	bool is_added_to; /* later images install or run something: the same if it is a folder */
};

/* What is expected of a place in the image. */
struct place_expectation {
	const char *path;
	const struct tree_file *file;  /* it has these bytes; NULL: nothing is said of them */
	const char *mode;              /* octal digits; NULL: none are declared */
	const char *owner;             /* NULL: none is declared */
	const struct place_copy *copy; /* it is what this brings; or NULL */
};

/* What images.yaml declares at one point. */
struct place_item {
	const char *key;         /* files, copy, workdir */
	const char *what;        /* the beginning of the name of its check, if it has one place */
	const struct node *from; /* what tells it from others */
	const struct node *to;   /* of an item with many places: what it says of them */
};

/* All zero but for the first two members. */
struct place_checks {
	struct arena *arena;
	struct evidence *evidence;
	struct expected_places *all; /* a later item can replace a file */
	struct map by_item;          /* address of `from` → struct place_group */
	struct place_group **groups;
	size_t count;
};

/* Expects that of a place, instead of what was expected of it before. */
void
places_expect(struct place_checks *places, const struct place_item *item,
	struct place_expectation expected);

/* Adds a check for each item some of whose places were not replaced. */
void
places_add_checks(struct place_checks *places, struct checklist *list);

#endif
