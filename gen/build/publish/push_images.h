/*
 * Pushes what the keys name to the registry (basegen(1), THE REGISTRY). A registry has no
 * compare-and-swap, so a push looks before it writes, and looks again at what it wrote: after each
 * image, and at the end.
 *
 *  1. Nothing is pushed if an image is not built or is on a stand-in, or if the tag of its version
 *     is of another key.
 *  2. Parents first, each image is pushed under its key, unless the registry has that key. It must
 *     be built on what the registry has under the keys of its parents. A key that is there is never
 *     overwritten. The registry is asked right before each image. If a key has appeared since,
 *     another push is running, and this one waits for it.
 *  3. If two pushes wrote at once, the key of the parent decides: an image that is not built on it
 *     is replaced by one that is, and whoever wrote the other takes that over. What the tags of the
 *     version name counts more than who wrote a key last: the key gets it back (publish_restore),
 *     because the push that published it may have ended long ago.
 *  4. When the registry has all images on all platforms, the public tags are set
 *     (build/publish/publish.h), unless only keys are to be pushed: then tag_images
 *     (build/publish/tag_images.h) sets them.
 *
 * Each step can be repeated, by this machine or another, and ends in the same state.
 */
#ifndef BUILD_PUBLISH_PUSH_IMAGES_H
#define BUILD_PUBLISH_PUSH_IMAGES_H

#include <stdbool.h>

#include "support/failure.h"

struct report_style;
struct state;
struct survey;

/*
 * Pushes the wanted images of the survey, which has a registry. OUTCOME_DONE if the registry has
 * all of them then, from here or elsewhere. OUTCOME_STALE after a message if not. OUTCOME_MACHINE
 * after a message if the engine or the registry failed.
 */
enum outcome
push_images(struct survey *survey, struct state *state, const struct report_style *style,
	bool keys_only);

#endif
