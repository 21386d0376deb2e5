/*
 * Sets the public tags of what other machines have pushed under its keys (basegen(1), THE
 * REGISTRY). No engine takes part, and no image is sent. Either the registry has all wanted images
 * on all their platforms, or no tag moves. It can be repeated, and ends in the same state.
 */
#ifndef BUILD_PUBLISH_TAG_IMAGES_H
#define BUILD_PUBLISH_TAG_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;

/*
 * Sets the public tags of the wanted images of a survey without an engine, which has a registry.
 * OUTCOME_STALE after a message for each image that is missing on a platform, or was released for
 * some of its platforms only. OUTCOME_MACHINE after a message if the registry failed.
 */
enum outcome
tag_images(struct survey *survey, struct state *state, const struct report_style *style);

#endif
