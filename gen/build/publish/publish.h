/*
 * The public tags of a registry (basegen(1), THE REGISTRY). They name what the keys name there;
 * the tags of a version that was released name the release. Under the tags of a target with several
 * platforms there is an index (OCI Image Specification, "Image Index", or docker's manifest list).
 * The tags of a version never move to another key. All other tags only go forward
 * (build/publish/forward.h).
 */
#ifndef BUILD_PUBLISH_PUBLISH_H
#define BUILD_PUBLISH_PUBLISH_H

#include <stdbool.h>

#include "build/publish/releases.h"
#include "build/survey/remote.h"
#include "support/failure.h"

struct image_result;
struct report;
struct publication;

struct publish {
	struct remote *remote;
	struct report *report;
	bool keys_only; /* no public tag will be set */
	bool quiet;     /* tags that stay were reported already */
	bool changed;   /* a tag was set since publish_check */
	/* Set by publish_read. */
	struct publication *
		items; /* one for each public tag: the tags of versions first, parents before children */
	size_t count;
	struct releases releases;
};

/*
 * Asks what all public tags of the wanted targets name. If the tag of a version is of another key
 * or platform, nothing may be pushed: OUTCOME_STALE after a message for each. OUTCOME_MACHINE after
 * a message if the registry does not answer.
 */
enum outcome
publish_check(struct publish *publish);

/*
 * Repairs keys, parents first. If a key was published under the tags of the version, and another
 * push that had looked before has overwritten the key, the key gets the published image back:
 * people may have pulled it.
 */
enum outcome
publish_restore(struct publish *publish);

/*
 * Sets all public tags, and reports which are set and which stay. The registry is complete
 * (remote_is_complete). OUTCOME_DONE if each tag names what it must name, or stays for a reported
 * reason; else as publish_check.
 */
enum outcome
publish_set(struct publish *publish);

/*
 * Writes into the results of images, one for each target, which tags were set by all calls of
 * publish_set. An image that was current is RESULT_TAGGED then.
 */
void
publish_tell(const struct publish *publish, struct image_result *images);

#endif
