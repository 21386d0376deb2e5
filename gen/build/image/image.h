/*
 * Makes one image, in a process of its own: takes it from the engine or the registry if it is there
 * under its key, else builds it.
 */
#ifndef BUILD_IMAGE_IMAGE_H
#define BUILD_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct state;
struct survey;
struct version;

/* What the process gets. All of it is borrowed. */
struct image_task {
	struct survey *survey; /* the statuses of the target's parents are final */
	size_t target;
	const struct version *version;
	const struct state *state;
	const char *out; /* the folder of the contexts */
	bool only_pull;  /* an image that the registry lacks is not built */
	int news;        /* the file for the lines of build/image/news.h */
};

/*
 * Makes the image and ends the process with 0, or with 1 if there is no image then. Standard output
 * is the log. TERM ends the programs that it runs; it takes away what it made, and ends.
 */
_Noreturn void
image_make(const struct image_task *task);

#endif
