/*
 * The end of a push or a bake: either it reports what the registry lacks, or it sets the public
 * tags. Others push too, so it repeats this until nothing changes.
 */
#ifndef BUILD_PUBLISH_CLOSING_H
#define BUILD_PUBLISH_CLOSING_H

#include <stdbool.h>

#include "build/publish/publish.h"
#include "support/failure.h"

struct image_result;

struct closing {
	struct remote *remote;
	struct report *report;
	struct image_result *images; /* one for each target */
	struct publish publish;      /* of that remote and report */
	bool everywhere;             /* this run brings the images of all platforms */
	/*
	 * This run wrote nothing and noticed nobody else who did. What was read of keys and tags is
	 * consistent then, and is not read again.
	 */
	bool idle;
	bool silent; /* it is not said for which platforms the public tags wait */
	/*
	 * Why an image is missing that was not reported yet; NULL: nothing is known but that the
	 * registry lacks it.
	 */
	const char *missing;
};

/*
 * Reports what the registry lacks. An image that this run should have brought is refused, and the
 * result is OUTCOME_STALE. If only images for other platforms are missing, the result is
 * OUTCOME_DONE: other machines will push them.
 */
enum outcome
closing_report_missing(struct closing *closing);

/*
 * Sets the public tags. The registry is complete (remote_is_complete), and publish_check was
 * called. `look` reads the registry anew, as remote_read does, and may repair it. The results of
 * images that were ended before say which tags were set. OUTCOME_DONE if all tags are as they must
 * be. OUTCOME_STALE or OUTCOME_MACHINE after a message.
 */
enum outcome
closing_publish(struct closing *closing, enum outcome (*look)(void *data), void *data);

#endif
