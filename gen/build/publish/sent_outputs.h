/*
 * What the commands of read tags print in an image, as a registry keeps it: in the annotations of
 * an index (OCI Image Specification, "Annotations") that has this image alone, under the name of
 * its key with -outputs behind it. push --keys-only writes it, so that push --tags-only can set
 * these tags without running anything.
 */
#ifndef BUILD_PUBLISH_SENT_OUTPUTS_H
#define BUILD_PUBLISH_SENT_OUTPUTS_H

#include <stddef.h>

#include "support/failure.h"

struct remote;
struct report;

/*
 * Writes what is known of an image that the registry has from this machine, unless it is there.
 * Does nothing for other images. OUTCOME_MACHINE after a message if the registry failed.
 */
enum outcome
sent_outputs_write(struct remote *remote, size_t target);

/*
 * Reads the outputs for all wanted targets that the registry has, which counts as the image of the
 * target then. From here on survey_public_names has these tags. What is missing is reported.
 * OUTCOME_STALE after a message for an output that makes no tag, or a tag that another target has.
 * OUTCOME_MACHINE after a message if the registry failed.
 */
enum outcome
sent_outputs_read(struct remote *remote, struct report *report);

#endif
