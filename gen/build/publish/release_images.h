/*
 * Releasing: what was built and tested gets the version of a release into its labels and its tags, on the very same
 * layers. Nothing of the Dockerfile is run for it, no other tag is touched, and nothing is sent.
 */
#ifndef BUILD_PUBLISH_RELEASE_IMAGES_H
#define BUILD_PUBLISH_RELEASE_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

/*
 * Releases the wanted images of the survey as `version` (version_find_release), which is the survey's version too.
 * OUTCOME_STALE after a message if one is not built or stands on a stand-in; OUTCOME_MACHINE if the engine fails.
 */
enum outcome
release_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style);

#endif
