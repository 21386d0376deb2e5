/*
 * Sending what the keys name to the registry (DESIGN: Keys, versions, tags). The registry cannot compare and swap, so
 * that a push looks before it writes, and looks again at what it wrote, from the roots down and at its end:
 *
 *  1. Nothing is sent if an image is not built, stands on a stand-in, or the tag of its version is of another key.
 *  2. From the roots down each image is sent under its key, unless the registry has that key; only if it stands on what
 *     the registry has under the keys of its parents. A key that is there is never overwritten.
 *     It is looked for just before it is sent: what came since tells of another push, and then this one waits for it.
 *  3. Where two pushes wrote at once, the parent's key counts: an image that does not stand on it is replaced by one that
 *     does, and whoever wrote it takes it back. What the tags of the version name already counts more than who wrote a key
 *     last: the key gets that back (publish_restore), since the push that has published it may have ended long ago.
 *  4. When the registry has all images, on all platforms, the public tags are set (build/publish/publish.h).
 *
 * Each step can be done again, by this machine or another, and ends in the same state.
 */
#ifndef BUILD_PUBLISH_PUSH_IMAGES_H
#define BUILD_PUBLISH_PUSH_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

/*
 * Pushes the wanted images of the survey, whose registry is known. OUTCOME_DONE if the registry has all of them, from
 * here or elsewhere; OUTCOME_STALE after a message if not; OUTCOME_MACHINE if the engine or the registry failed.
 */
enum outcome
push_images(struct survey *survey, struct state *state, const struct report_style *style);

#endif
