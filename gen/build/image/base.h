/*
 * The bases of a build. They are present before it starts, for its platform, and stay until it
 * ends.
 *
 * An engine has one image under a name. A base for another platform borrows the name and gives it
 * back; meanwhile the engine keeps the owner of the name under a name of its own. So a later build
 * can give back what a killed build has borrowed. A name with a digest is never borrowed: if the
 * engine has an image for another platform under it, the base gets a name of its own.
 */
#ifndef BUILD_IMAGE_BASE_H
#define BUILD_IMAGE_BASE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/state/run_lock.h"
#include "engine/engine.h"

struct arena;
struct fetch;
struct survey;
struct text;

struct bases {
	struct arena *arena;
	const struct engine *engine;
	const char *platform; /* the platform of the build */
	bool pull;            /* the registry is asked, even if the base is present */
	const struct fetch *fetch;
	void (*seen)(void *data,
		const struct engine_image *image); /* is called with each base when it is present */
	void *data;
	/* Set by bases_take. */
	struct base *items;
	size_t count;
	const char *unpulled; /* why the last pull failed; NULL: none failed */
	const char *missing;  /* the name of the base that cannot be had; NULL: all can be */
	bool waited; /* it waited for a registry or for another run, so that time has passed */
};

/*
 * Gets the bases `names`, which NULL ends. The caller has set the members up to `data`. False, and
 * why in `why`.
 */
bool
bases_take(struct bases *bases, const char *const *names, struct text *why);

/*
 * The names of a target's bases for bases_take. NULL ends them; they live in the arena of the
 * survey.
 */
const char *const *
bases_of(const struct survey *survey, size_t target);

/*
 * Puts the names by which the engine has the bases of a target into the Dockerfile of its copied
 * context. False, and why in `why`, if the machine fails.
 */
bool
bases_rename(const struct bases *bases, const struct survey *survey, size_t target,
	const char *context, struct text *why);

/* Gives names and locks back. Call it after bases_take, also if that failed. */
void
bases_give(struct bases *bases);

#endif
