/*
 * What reading a family may make: the values of images.yaml that defaults, parents and variants
 * repeat.
 */
#ifndef FAMILY_SCHEMA_ALLOWANCE_H
#define FAMILY_SCHEMA_ALLOWANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct checker;

/* What some things cost, in values: about as much memory, or time. */
enum {
	ALLOWANCE_TEXT = 8,    /* a text of a template, rendered */
	ALLOWANCE_ORIGIN = 24, /* what a variant copies from */
	ALLOWANCE_TAG = 6,
	ALLOWANCE_AXIS = 4,  /* of a variant */
	ALLOWANCE_FOUND = 2, /* a value that is looked for among those that came before */
};

/*
 * Takes `count` values from the budget of the run. False if that goes past it, from then on; the
 * first time it is reported at `place`.
 */
bool
allowance_take(struct checker *checker, size_t count, struct place place);

/* Whether more was asked for than there is, of values or of what rendering them takes. */
bool
allowance_is_gone(const struct checker *checker);

#endif
