/* What a registry has as the releases of this version. */
#ifndef BUILD_PUBLISH_RELEASES_H
#define BUILD_PUBLISH_RELEASES_H

#include <stddef.h>

#include "build/survey/remote.h"
#include "support/failure.h"

/* The release of a target on a platform. */
struct release {
	const struct remote_image *of;
	const char *name;
	struct registry_manifest manifest;
	const struct inspected *image; /* NULL: nothing was released */
};

/* All zero has none. */
struct releases {
	struct release *items;
	size_t count;
};

/*
 * Asks for the releases of all platforms of the wanted targets. OUTCOME_MACHINE after a message if
 * the registry does not answer.
 */
enum outcome
releases_read(struct releases *releases, struct remote *remote);

/*
 * The release of a target on the platform of `own`, if it belongs to the image of the key; else
 * NULL.
 */
const struct release *
releases_find(const struct releases *releases, const struct remote *remote, size_t target,
	const struct remote_image *own);

#endif
