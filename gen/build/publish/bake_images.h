/*
 * Baking: BuildKit workers build what the registry lacks, by buildx (DESIGN: One program; Keys, versions, tags).
 *
 *  1. Nothing is baked if the tag of a version is of another key (publish_check).
 *  2. What the registry has under no key, or not on what it has under the keys of the parents, is baked in one call, if it
 *     may have what it wants of this machine (build/target/permission.h).
 *     Workers push manifests without a tag and without attestations, so that no bake writes over what is there.
 *  3. From the roots down each image gets the name of its key, unless the registry has that by now, and only if it stands
 *     on what the registry has under the keys of its parents. What does not is baked again on those.
 *  4. The public tags are set by the rules of push (build/publish/publish.h).
 *
 * No engine takes part. Each step can be done again, by this machine or another, and ends in the same state.
 */
#ifndef BUILD_PUBLISH_BAKE_IMAGES_H
#define BUILD_PUBLISH_BAKE_IMAGES_H

#include "support/failure.h"

struct report_style;
struct state;
struct survey;
struct version;

struct bake_options {
	const char *out;              /* the folder of the contexts and of docker-bake.json */
	const char *const *arguments; /* of buildx bake (buildx_check), ended by NULL */
	const char *const *allow;     /* the values of --allow, ended by NULL */
};

/*
 * Bakes the wanted images of the survey, whose registry is known, for each of their platforms, or for PLATFORM alone
 * where that is set. OUTCOME_DONE if the registry has all of them; OUTCOME_STALE after a message if not; OUTCOME_MACHINE
 * if the registry failed, or there is no buildx.
 */
enum outcome
bake_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct bake_options *options);

#endif
