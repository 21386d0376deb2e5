/*
 * Stand-ins: images made of Debian's own packages under the names of bases, for machines that
 * reach no registry. Each has the label basegen.stand-in, which says what it is.
 */
#ifndef BUILD_BOOTSTRAP_STAND_IN_H
#define BUILD_BOOTSTRAP_STAND_IN_H

#include <stdbool.h>

#include "support/failure.h"

struct arena;
struct recipes;

/* What the environment asks for. */
struct stand_in_options {
	const char *engine;           /* ENGINE; NULL: not set */
	const char *authorities;      /* a PEM file of those that they trust too; NULL: none */
	const char *authorities_from; /* the variable that names it */
	const char *cache;            /* a folder where root file systems are kept; NULL: none */
	bool again;                   /* those that are there are made again */
};

/*
 * Sees to it that the engine has each of these bases for its own platform. What it has that is no
 * stand-in is never replaced. Says of each what it does, and ends the program if a signal comes,
 * with nothing left behind.
 */
enum outcome
stand_in_make(
	struct arena *arena, const struct stand_in_options *options, const struct recipes *recipes);

#endif
