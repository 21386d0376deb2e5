/*
 * Baking: BuildKit workers build what the registry lacks, by buildx (basegen(1), THE REGISTRY).
 *
 *  1. Nothing is baked if the tag of a version is of another key (publish_check).
 *  2. The images that the registry lacks, or has on other parents than it has now, are baked in one
 *     call, if they are allowed what they need of this machine (build/target/permission.h). The
 *     workers push manifests without a tag and without attestations, so that no bake overwrites
 *     what is there.
 *  3. Parents first, each image gets the name of its key, unless the registry has that key by now.
 *     An image that is not built on what the registry has under its parents' keys is baked again.
 *  4. The public tags are set by the rules of push (build/publish/publish.h).
 *
 * No engine takes part. Each step can be repeated, by this machine or another, and ends in the same
 * state.
 */
#ifndef BUILD_PUBLISH_BAKE_IMAGES_H
#define BUILD_PUBLISH_BAKE_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

struct bake_options {
	const char *out; /* the folder of the contexts and of docker-bake.json */
	const char *const
		*arguments; /* the words for buildx bake, checked by buildx_check; NULL ends them */
	const char *const *allow; /* the values of --allow; NULL ends them */
};

/*
 * Bakes the wanted images of the survey for each of their platforms, or only for PLATFORM if that
 * is set. The survey has a registry. OUTCOME_DONE if the registry has all of them then.
 * OUTCOME_STALE after a message if not. OUTCOME_MACHINE after a message if the registry failed or
 * there is no buildx.
 */
enum outcome
bake_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct bake_options *options);

#endif
