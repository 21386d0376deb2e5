/*
 * What a registry has under the keys of the wanted targets, for each of their platforms. It is asked, never pulled. What
 * a registry says holds for the moment of asking: other machines push too, and nothing there can be locked.
 */
#ifndef BUILD_SURVEY_REMOTE_H
#define BUILD_SURVEY_REMOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/registry.h"
#include "support/failure.h"

struct inspected;
struct survey;

/* One platform of a target. */
struct remote_image {
	const char *platform;
	const char *key_name; /* of the key: REGISTRY/REPOSITORY:key-KEY-PLATFORM */
	const char *
		name; /* under which the image is there: that, or the plain one of an earlier version */
	struct registry_manifest manifest; /* what the name stands for */
	const struct inspected *image;     /* what is there; NULL: nothing */
	/*
	 * It is what the key says: built from that key, and on what the registry has under the keys of its parents. An
	 * image that is there and is not valid came into being when two machines pushed at once.
	 */
	bool valid;
};

/* All platforms that a target has in the registry: those of images.yaml, else the one that is built for. */
struct remote_target {
	struct remote_image *images;
	size_t count; /* 0: it is not wanted */
};

struct remote {
	struct survey *survey;
	struct registry *registry;
	struct remote_target *targets; /* one for each target */
};

/* Sets what is asked, and asks nothing yet; the survey is taken, and a registry is known. */
void
remote_open(struct remote *remote, struct survey *survey, struct registry *registry);

/*
 * Asks what all keys stand for and judges it. OUTCOME_MACHINE after a message for the first that the registry does not say;
 * what is known then is as it was before.
 */
enum outcome
remote_read(struct remote *remote);

/* The same for one image of a target. */
enum outcome
remote_read_image(struct remote *remote, size_t target, struct remote_image *image);

/* The same for the image of one target on the platform that is built for. */
enum outcome
remote_read_own(struct remote *remote, size_t target);

/*
 * What the registry has counts from here on: of a target of which it has a valid image, no other one in the engine is
 * current. All statuses are judged again.
 */
void
remote_prefer(const struct remote *remote);

/*
 * OUTCOME_STALE, after a message for each wanted target that the engine has and the registry has not, or has another image
 * under its key.
 */
enum outcome
remote_report_lacking(const struct remote *remote);

/* What the registry has of a target on the platform that is built for. */
struct remote_image *
remote_own(const struct remote *remote, size_t target);

/* What the registry has of a target on `platform`; NULL where that is none of its. */
struct remote_image *
remote_on(const struct remote *remote, size_t target, const char *platform);

/* Whether `image`, for that platform, stands on what the registry has under the keys of the target's parents. */
bool
remote_matches_parents(const struct remote *remote, size_t target, const char *platform,
	const struct inspected *image);

/*
 * The label basegen.parents for an image of the target on that platform which is built on what the registry has now: ""
 * where it has not all that is copied from, so that no label of a parent counts; NULL where nothing is copied.
 */
const char *
remote_parents_label(const struct remote *remote, size_t target, const char *platform);

/* Whether a key's name stands for an image that is of another key: nobody has built that. */
bool
remote_is_foreign(const struct remote *remote, size_t target, const struct remote_image *image);

/* Whether the registry has a valid image of every wanted target, on every platform. */
bool
remote_is_complete(const struct remote *remote);

/* The name of what was released of an image as the version of the survey: REGISTRY/REPOSITORY:key-KEY-PLATFORM-VERSION. */
const char *
remote_release_name(const struct remote *remote, const struct remote_image *image);

/* Asks what names stand for, several at once. OUTCOME_MACHINE after a message for the first that the registry does not say. */
enum outcome
remote_ask(struct remote *remote, const char *const *names, size_t count,
	struct registry_manifest *manifests);

/*
 * Looks at what manifests name, by their IDs, which may be known: `images` gets what each is, NULL where there is no manifest
 * of one image. `names` are theirs. OUTCOME_MACHINE after a message.
 */
enum outcome
remote_inspect(struct remote *remote, const char *const *names,
	const struct registry_manifest *manifests, size_t count, const struct inspected **images);

#endif
