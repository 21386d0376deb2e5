/*
 * The public tags of a registry (DESIGN: Keys, versions, tags): they name what the keys name there, those of a
 * version that was released the release. A target of several platforms has an index under them (OCI Image
 * Specification, "Image Index"; docker's manifest list). The tags of a version are never given to something of
 * another key; the others only go forward (build/publish/forward.h).
 */
#ifndef BUILD_PUBLISH_PUBLISH_H
#define BUILD_PUBLISH_PUBLISH_H

#include <stdbool.h>

#include "build/survey/remote.h"
#include "support/failure.h"

struct report;
struct publication;
struct release;

struct publish {
	struct remote *remote;
	struct report *report;
	bool quiet;   /* what stays as it is was said already */
	bool changed; /* a tag was set since publish_check */
	/* Set by publish_read. */
	struct publication
		*items; /* a public tag each, the tags of versions first, parents before children */
	size_t count;
	struct release *releases;
	size_t release_count;
};

/*
 * Asks what all public tags of the wanted targets stand for. OUTCOME_STALE, after a message for each, if the tag of
 * a version is of another key or platform: nothing may be sent then. OUTCOME_MACHINE after a message.
 */
enum outcome
publish_check(struct publish *publish);

/*
 * Gives keys back what was published of them under the tags of the version, where another push that had looked before has
 * written over them: what people may have pulled counts, not who wrote last. From the roots down.
 */
enum outcome
publish_restore(struct publish *publish);

/*
 * Sets all public tags; the registry is whole (remote_is_complete). It says which tags are set and which stay. OUTCOME_DONE
 * if each tag names what it is to name, or stays for a reason that was said; else as publish_check.
 */
enum outcome
publish_set(struct publish *publish);

#endif
