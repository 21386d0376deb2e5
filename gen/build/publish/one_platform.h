/*
 * An image without `platforms` in images.yaml is published for one platform: its public tags name one image, and one
 * platform never replaces another (DESIGN: Keys, versions, tags).
 */
#ifndef BUILD_PUBLISH_ONE_PLATFORM_H
#define BUILD_PUBLISH_ONE_PLATFORM_H

#include "build/survey/remote.h"
#include "support/failure.h"

/*
 * Looks for keys of such images that the registry has for another platform but not for the one that is built for; nothing may
 * be sent then. OUTCOME_STALE after a message for each, OUTCOME_MACHINE after a message.
 */
enum outcome
one_platform_check(struct remote *remote);

#endif
