/*
 * What whoever calls has set for a build: ENGINE, REGISTRY, PLATFORM, BUILD_FLAGS, CACHE, V. All of it is data,
 * and checked before anything is built or tagged.
 */
#ifndef BUILD_SETTINGS_H
#define BUILD_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct targets;
struct target;

struct settings {
	const char *engine;       /* NULL: it is chosen */
	const char *registry;     /* with a slash at its end; "" for none */
	const char *platform;     /* NULL: the machine's, or the first that an image is built for */
	const char *const *flags; /* the words of BUILD_FLAGS, ended by NULL */
	bool cache;               /* CACHE=1: images are pulled where the registry has them */
	bool verbose;             /* V=1 */
};

/*
 * Reads and checks them; the registry is that of images.yaml unless REGISTRY is set, also to nothing.
 * OUTCOME_MISTAKE after a message that says what to write instead; OUTCOME_MACHINE where TMPDIR is no folder.
 */
enum outcome
settings_read(struct settings *settings, struct arena *arena, const char *registry);

/*
 * The platform that a target is built for: PLATFORM, if the target is built for it; else the machine's; else
 * the first that it may be built for. NULL after a message where PLATFORM is none of them.
 */
const char *
settings_platform(
	const struct settings *settings, const struct target *target, const char *machine);

/* Whether two platforms agree: a variant that only one of them names is no difference. */
bool
platforms_agree(const char *a, const char *b);

#endif
