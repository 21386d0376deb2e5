/* Getting an image from its registry by the engine, with the password that docker's configuration leads to. */
#ifndef BUILD_IMAGE_FETCH_H
#define BUILD_IMAGE_FETCH_H

#include <signal.h>

struct arena;
struct engine;
struct text;

struct fetch {
	struct arena *arena;
	const struct engine *engine;
	const char *scratch; /* a folder of this run alone, for what holds the password */
	int log;             /* where the words of the engine go, as they come */
	const volatile sig_atomic_t *stop; /* ends it */
};

enum fetch_end { FETCH_DONE, FETCH_ABSENT, FETCH_FAILED };

/*
 * Pulls what a name stands for, for a platform unless that is NULL. Where it is not pulled, `why` says it in the words of
 * the engine; FETCH_ABSENT: there is nothing of that name.
 */
enum fetch_end
fetch_image(const struct fetch *fetch, const char *name, const char *platform, struct text *why);

#endif
