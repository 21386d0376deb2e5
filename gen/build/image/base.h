/*
 * The bases of a build: they are there before it starts, for its platform, and stay so until it ends. An engine
 * has one image under a name, so a base for another platform borrows the name and gives it back. Meanwhile
 * the engine knows the owner of the name by a name of its own, so that a later build gives back what one
 * that was killed has borrowed. A name with a digest is borrowed by nobody: what it stands for on another platform
 * than the one that the engine has under it gets a name of its own.
 */
#ifndef BUILD_IMAGE_BASE_H
#define BUILD_IMAGE_BASE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/state/run_lock.h"
#include "engine/engine.h"

struct arena;
struct fetch;
struct text;

struct bases {
	struct arena *arena;
	const struct engine *engine;
	const char *platform; /* that the build is for */
	bool pull;            /* they are looked for in their registry, whatever is there */
	const struct fetch *fetch;
	void (*seen)(
		void *data, const struct engine_image *image); /* is told of each base in the end */
	void *data;
	/* Set by bases_take. */
	struct base *items;
	size_t count;
	const char *unpulled; /* why the last pull failed; NULL: none did */
	bool waited;          /* for a registry, or for another run: time has passed */
};

/*
 * Those members that whoever calls has set say what is wanted of the bases `names`, ended by NULL. False,
 * and why in `why`.
 */
bool
bases_take(struct bases *bases, const char *const *names, struct text *why);

/* What a Dockerfile has to call the base `name`, which was taken: that name, or another one of the engine's. */
const char *
bases_from(const struct bases *bases, const char *name);

/* Gives names and locks back, also after bases_take has failed. */
void
bases_give(struct bases *bases);

#endif
