/*
 * The root file system of a stand-in, a tar archive: made of Debian's packages by mmdebstrap,
 * which needs no root, or by debootstrap, or taken from a folder where the archives of former runs
 * are kept.
 */
#ifndef BUILD_BOOTSTRAP_ROOT_H
#define BUILD_BOOTSTRAP_ROOT_H

#include "support/failure.h"

struct arena;
struct recipe;

/* customise.sh, as generator.mk puts it into the program. */
extern const char root_script[];

/* What a root file system is made of beside its recipe, and where it goes. */
struct root_plan {
	const char *folder;           /* empty, for what is made; root_make leaves root.tar there */
	const char *cache;            /* where archives are kept, one of each kind; NULL: nowhere */
	const char *authorities;      /* the full path of the PEM file; NULL: none */
	const char *authorities_text; /* what it holds */
};

/*
 * Makes FOLDER/root.tar, and announces how. OUTCOME_MACHINE after a message that ends with the log
 * of what failed, or without one if a signal came; runs between interrupt_catch and
 * interrupt_release.
 */
enum outcome
root_make(struct arena *arena, const struct root_plan *plan, const struct recipe *recipe);

#endif
