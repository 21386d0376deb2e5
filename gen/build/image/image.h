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
	/*
	 * Where the news go, a line for each, which run.c reads:
	 *
	 *     say TEXT                        something to be known
	 *     layer DIFF-ID                   of the image that the next line tells of
	 *     image WORDS                     that the target is now (inspected_append)
	 *     base WORDS                      that it is built on
	 *     dead                            the engine does not answer any more
	 *     end RESULT DETAIL               last of all (build/report/results.h); DETAIL may be empty
	 *
	 * PLATFORM and KEY are a dash for none. After a line that cannot be written comes no other.
	 */
	int news;
};

/*
 * Makes the image and ends the process with 0, or 1 where there is none then. Its standard output is the
 * log. A TERM ends what it runs, takes away what it made, and then ends it.
 */
_Noreturn void
image_make(const struct image_task *task);

#endif
