/* Pulls an image by the engine, with the password that docker's configuration leads to. */
#ifndef BUILD_IMAGE_FETCH_H
#define BUILD_IMAGE_FETCH_H

#include <signal.h>

struct arena;
struct engine;
struct text;

struct fetch {
	struct arena *arena;
	const struct engine *engine;
	const char *scratch; /* a folder of this run alone, for the file with the password */
	/*
	 * The file to which the engine's output goes; that of the second output at the end, and not if
	 * the registry has no such name, which need not be an error.
	 */
	int log;
	const volatile sig_atomic_t *stop; /* ends the pull when it is not 0 */
};

enum fetch_end { FETCH_DONE, FETCH_ABSENT, FETCH_FAILED };

/*
 * Pulls an image, for a platform unless that is NULL. If it is not pulled, `why` gets the engine's
 * message. FETCH_ABSENT: the registry has no such name.
 */
enum fetch_end
fetch_image(const struct fetch *fetch, const char *name, const char *platform, struct text *why);

#endif
