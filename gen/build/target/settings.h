/*
 * The settings of a build from the environment: ENGINE, REGISTRY, PLATFORM, BUILD_FLAGS, ALLOW,
 * CACHE, MOVE, SCAN_FAIL, SCANNER, V. They are data, and are checked before anything is built or
 * tagged.
 */
#ifndef BUILD_TARGET_SETTINGS_H
#define BUILD_TARGET_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target/risk.h"
#include "support/failure.h"

struct arena;
struct target;

struct settings {
	const char *engine;       /* NULL: basegen chooses one */
	const char *registry;     /* REGISTRY, with a slash at its end; "": none; NULL: not set */
	const char *platform;     /* NULL: the machine's, or the first platform of an image */
	const char *const *flags; /* the words of BUILD_FLAGS; NULL ends them */
	const char *const
		*allow;      /* the words of ALLOW (build/target/permission.h); NULL ends them */
	bool cache;          /* CACHE=1: images are pulled if the registry has them */
	bool move;           /* MOVE=1: push moves every tag */
	bool verbose;        /* V=1 */
	enum risk scan_fail; /* SCAN_FAIL: the least severity that lets a scan fail */
	const char *scanner; /* SCANNER; NULL: the first one in PATH */
};

/*
 * Reads and checks the settings. OUTCOME_MISTAKE after a message that says what to write instead.
 * OUTCOME_MACHINE if TMPDIR is not a folder.
 */
enum outcome
settings_read(struct settings *settings, struct arena *arena);

/*
 * The registry of a target, with a slash at its end; "" if it has none. REGISTRY, which may be
 * empty, stands for that of all images.
 */
const char *
settings_registry(const struct settings *settings, const struct target *target);

/*
 * The platform that a target is built for: PLATFORM, if it is one of the target's; without PLATFORM
 * the machine's, if it is one; else the target's first. NULL after a message if PLATFORM is none of
 * the target's.
 */
const char *
settings_platform(
	const struct settings *settings, const struct target *target, const char *machine);

/*
 * Platforms are OS/ARCHITECTURE[/VARIANT]. Without a variant they mean what containerd takes them
 * for: linux/amd64 is linux/amd64/v1, linux/arm is linux/arm/v7, linux/arm64 is linux/arm64/v8.
 *
 * A build is for the machine's own platform only if both are the same: linux/amd64/v3 on
 * linux/amd64 is another platform, with keys of its own (key-KEY-linux-amd64-v3); linux/arm64/v8 on
 * linux/arm64 is not.
 *
 * An image fits if it names no higher variant than the build asks for: linux/arm/v6 fits
 * linux/arm/v7, and linux/amd64/v3 never fits linux/amd64. An image that names no variant fits
 * each, because older engines (docker 20.10) write none: what they built for linux/amd64/v3 says
 * linux/amd64. It is found only under the key of its own platform. So it is not built again each
 * time, and builds for the machine's own platform do not take it.
 */

/* The shortest name of a platform: without a variant that is the default. */
const char *
platform_short(struct arena *arena, const char *platform);

/* Whether two platforms are the same. */
bool
platforms_agree(const char *a, const char *b);

/* Whether an image for `platform` fits a build for `asked`. */
bool
platform_fits(const char *platform, const char *asked);

#endif
