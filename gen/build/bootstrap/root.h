/*
 * The root file system of a stand-in, as a tar archive. It is made of Debian's packages by
 * mmdebstrap, which needs no root, or by debootstrap; or it is taken from a folder where earlier
 * runs have kept it.
 */
#ifndef BUILD_BOOTSTRAP_ROOT_H
#define BUILD_BOOTSTRAP_ROOT_H

#include "support/failure.h"

struct arena;
struct recipe;

/* customise.sh, which generator.mk puts into the program. */
extern const char root_script[];

/* What a root file system is made of besides its recipe, and where it goes. */
struct root_plan {
	const char *folder;      /* an empty folder for the work; root_make leaves root.tar there */
	const char *cache;       /* where archives are kept, one of each kind; NULL: nowhere */
	const char *authorities; /* the full path of a PEM file of certificates; NULL: none */
	const char *authorities_text; /* the text of that file */
};

/*
 * Makes FOLDER/root.tar and announces how. Call it between interrupt_catch and interrupt_release.
 * OUTCOME_MACHINE after a message that ends with the log of what failed; without a message after a
 * signal.
 */
enum outcome
root_make(struct arena *arena, const struct root_plan *plan, const struct recipe *recipe);

#endif
