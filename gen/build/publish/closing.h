/*
 * The end of a push or a bake: what the registry lacks is said, or the public tags are set, again and again until
 * nothing changes any more, since others push too.
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
	bool everywhere;             /* this run was to bring the images of all platforms */
	/*
	 * This run has written nothing and seen nobody else do so: what was read of keys and tags is of one state then,
	 * and need not be read again.
	 */
	bool idle;
	const char *missing; /* why an image is not there of which nothing was said yet */
};

/*
 * Says what the registry lacks. What this run was to bring is refused, and OUTCOME_STALE; what it lacks on another
 * platform is waited for, and OUTCOME_DONE.
 */
enum outcome
closing_report_missing(struct closing *closing);

/*
 * Sets the public tags; the registry is whole (remote_is_complete) and publish_check was called. `look` reads the registry
 * anew, as remote_read does, and may mend it. OUTCOME_DONE if all tags were found as they are to be; OUTCOME_STALE,
 * OUTCOME_MACHINE after a message.
 */
enum outcome
closing_publish(struct closing *closing, enum outcome (*look)(void *data), void *data);

#endif
