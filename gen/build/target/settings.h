/*
 * What whoever calls has set for a build: ENGINE, REGISTRY, PLATFORM, BUILD_FLAGS, ALLOW, CACHE, V. All of it is data,
 * and checked before anything is built or tagged.
 */
#ifndef BUILD_TARGET_SETTINGS_H
#define BUILD_TARGET_SETTINGS_H

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
	const char *const *allow; /* those of ALLOW (build/target/permission.h), ended by NULL */
	bool cache;               /* CACHE=1: images are pulled where the registry has them */
	bool move;                /* MOVE=1: push moves every tag */
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

/*
 * Platforms are OS/ARCHITECTURE[/VARIANT], and without a variant they mean what containerd takes it for:
 * linux/amd64 is linux/amd64/v1, linux/arm linux/arm/v7 and linux/arm64 linux/arm64/v8. Two rules follow.
 *
 * What is asked for is the machine's own only if it is the same platform: linux/amd64/v3 on linux/amd64 is another
 * one, with keys of its own (key-KEY-linux-amd64-v3), and linux/arm64/v8 on linux/arm64 is not.
 *
 * What an image says of itself fits what is asked for if it names no higher variant: an image for linux/arm/v6 runs
 * where linux/arm/v7 is asked for, and one for linux/amd64/v3 is never taken for linux/amd64. One that names
 * no variant fits each: older engines (docker 20.10) know none, and what they have built for linux/amd64/v3 says
 * linux/amd64. It is found under the key of its own platform alone, so that it is neither built again for ever nor
 * taken by the machine's own builds.
 */

/* The shortest name of a platform: without a variant that goes without saying. */
const char *
platform_short(struct arena *arena, const char *platform);

/* Whether two platforms are the same. */
bool
platforms_agree(const char *a, const char *b);

/* Whether an image for `platform` is one for `asked`. */
bool
platform_fits(const char *platform, const char *asked);

#endif
