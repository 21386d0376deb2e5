/*
 * Making one image, in a process of its own: from what the engine or the registry has under its key, or anew.
 */
#ifndef BUILD_IMAGE_IMAGE_H
#define BUILD_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct state;
struct survey;
struct version;

/* What the process is handed; all of it is borrowed. */
struct image_task {
	struct survey *survey; /* the statuses of the target's parents are settled */
	size_t target;
	const struct version *version;
	const struct state *state;
	const char *out; /* the folder that holds the context */
	bool only_pull;  /* what the registry does not have is not built */
	int news;        /* the file for the lines of build/image/news.h */
};

/*
 * Makes the image and ends the process with 0, or 1 where there is none then. Its standard output is the
 * log. A TERM ends what it runs, takes away what it made, and then ends it.
 */
_Noreturn void
image_make(const struct image_task *task);

#endif
