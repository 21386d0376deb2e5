/*
 * Stand-ins: images made of Debian's own packages under the names of bases, for machines that reach
 * no registry. Each has the label basegen.stand-in with a description.
 */
#ifndef BUILD_BOOTSTRAP_STAND_IN_H
#define BUILD_BOOTSTRAP_STAND_IN_H

#include <stdbool.h>

#include "support/failure.h"

struct arena;
struct recipes;

/* What the environment asks for. */
struct stand_in_options {
	const char *engine; /* ENGINE; NULL: not set */
	const char *
		authorities; /* a PEM file of certificates that the images trust, too; NULL: none */
	const char *authorities_from; /* the variable that names this file */
	const char *cache;            /* the folder where root file systems are kept; NULL: none */
	bool again;                   /* stand-ins that are present are made again */
};

/*
 * Makes a stand-in for each of these bases that the engine lacks, for the engine's own platform. An
 * image that is not a stand-in is never replaced. Announces what it does with each. A signal ends
 * the program, and nothing is left behind.
 */
enum outcome
stand_in_make(
	struct arena *arena, const struct stand_in_options *options, const struct recipes *recipes);

#endif
