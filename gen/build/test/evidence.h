/* What is known of the image under test. It is asked of the engine when a check needs it. */
#ifndef BUILD_TEST_EVIDENCE_H
#define BUILD_TEST_EVIDENCE_H

#include "support/failure.h"

struct arena;
struct engine;

struct evidence {
	struct arena *arena; /* of this image */
	const struct engine *engine;
	const char *target; /* NAME or NAME/TAG, for messages */
	const char *image_id;
	enum outcome outcome; /* OUTCOME_MACHINE after a message: the engine failed */
};

#endif
