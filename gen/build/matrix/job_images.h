/*
 * What a CI system is to build: images, each on one platform.
 *
 * An image is built on its `platforms`, and on those of the wanted images that need it. One without
 * `platforms` whose parents have them is built on the machine's platform if that is one of theirs,
 * else on the first. One for which that says nothing is built for the machine that runs the job:
 * its platform is "".
 */
#ifndef BUILD_MATRIX_JOB_IMAGES_H
#define BUILD_MATRIX_JOB_IMAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct map;
struct settings;
struct targets;

struct job_image {
	size_t target;
	const char *platform; /* OS/ARCHITECTURE[/VARIANT] as it is written, or "" */
	const char *shortest; /* its shortest name (build/target/settings.h) */
	/*
	 * IMAGE-TAG-PLATFORM of letters, digits, - and _, with a letter or _ at its start. No two
	 * in a list have the same.
	 */
	const char *id;
	bool listed; /* it is to be built */
};

struct job_images {
	const struct targets *targets;
	struct job_image *items; /* parents before children */
	size_t count;
	struct map *platforms; /* for each target, shortest name of a platform → struct job_image */
};

/*
 * Makes the list; `wanted`, which has an entry for each target, says what is listed. If PLATFORM is
 * set, all is built for that: OUTCOME_MISTAKE after a message if it is none of the platforms of a
 * wanted target.
 */
enum outcome
job_images_make(struct job_images *images, struct arena *arena, const struct targets *targets,
	const struct settings *settings, const bool *wanted);

/*
 * The image of a target on the platform with this shortest name; NULL if it is not built on that.
 */
struct job_image *
job_images_find(const struct job_images *images, size_t target, const char *shortest);

#endif
