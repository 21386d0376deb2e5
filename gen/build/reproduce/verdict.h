/* What two builds of an image say about it, and how that is printed. */
#ifndef BUILD_REPRODUCE_VERDICT_H
#define BUILD_REPRODUCE_VERDICT_H

#include <stdbool.h>

#include "build/reproduce/image_difference.h"

struct engine;
struct text;

enum verdict {
	VERDICT_SAME,          /* one digest */
	VERDICT_SAME_LAYERS,   /* this engine gives each build a digest of its own */
	VERDICT_SAME_CONTENTS, /* this engine gives files the time of the build */
	VERDICT_DIFFERENT,     /* in more than this engine cannot help */
	VERDICT_FAILED,        /* not built twice, or not compared */
};

struct finding {
	enum verdict verdict;
	const char *target;           /* NAME or NAME/TAG */
	const char *name;             /* REPOSITORY:TAG */
	const struct finding *parent; /* of the image that it is built on; NULL: a base */
	const char *ids[2];           /* of the two images; NULL: not built */
	struct image_difference difference;
	const char *why; /* VERDICT_FAILED: why */
};

/* Sets the verdict from the IDs and the difference. */
void
verdict_find(struct finding *finding, const struct engine *engine);

/* Appends it as lines. At most some files of each layer are named, unless `all` are wanted. */
void
verdict_append(
	struct text *text, const struct finding *finding, const struct engine *engine, bool all);

/* Appends it as a line of JSON. */
void
verdict_append_json(struct text *text, const struct finding *finding);

#endif
