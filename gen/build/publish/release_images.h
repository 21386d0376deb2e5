/*
 * Releasing gives built and tested images the version of a release, in their labels and tags, on
 * the very same layers. No instruction of a Dockerfile is run for that, no other tag changes, and
 * nothing is pushed.
 */
#ifndef BUILD_PUBLISH_RELEASE_IMAGES_H
#define BUILD_PUBLISH_RELEASE_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

/*
 * Releases the wanted images of the survey as `version` (version_find_release), which is the
 * survey's version too. OUTCOME_STALE after a message if one is not built or is on a stand-in.
 * OUTCOME_MACHINE after a message if the engine fails.
 */
enum outcome
release_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style);

#endif
