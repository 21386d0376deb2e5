/*
 * An image without `platforms` in images.yaml is published for one platform. Its public tags name
 * one image, so an image for another platform must not replace it (basegen(1), THE REGISTRY).
 */
#ifndef BUILD_SURVEY_ONE_PLATFORM_H
#define BUILD_SURVEY_ONE_PLATFORM_H

#include "build/survey/remote.h"
#include "support/failure.h"

/*
 * Looks for keys of such images that the registry has for another platform, but not for the one
 * that is built for. Then nothing may be pushed: OUTCOME_STALE after a message for each.
 * OUTCOME_MACHINE after a message if the registry does not answer.
 */
enum outcome
one_platform_check(struct remote *remote);

/*
 * As remote_read, for a command that builds and sends nothing: an image without `platforms` counts
 * for the platform that the registry has it for, whatever this machine is.
 */
enum outcome
one_platform_read(struct remote *remote);

#endif
