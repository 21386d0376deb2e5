/*
 * What the registry has under the keys of the wanted targets, for each of their platforms. The
 * registry is asked; nothing is pulled. An answer may be outdated at once: other machines push too,
 * and a registry knows no locks.
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
	const char *key_name; /* the name of the key: REGISTRY/REPOSITORY:key-KEY-PLATFORM */
	const char *
		name; /* the name under which the image is there: key_name, or the name without a platform that earlier versions gave */
	struct registry_manifest manifest; /* of `name` */
	const struct inspected *image;     /* what is under that name; NULL: nothing */
	/*
	 * It was built from the key, on the images that the registry has under the keys of its
	 * parents. An image that is there without being valid is the result of two machines that
	 * pushed at once.
	 */
	bool valid;
};

/*
 * All platforms of a target in the registry: those of images.yaml, else the one that is built for.
 */
struct remote_target {
	struct remote_image *images;
	size_t count; /* 0: the target is not wanted */
};

struct remote {
	struct survey *survey;
	struct registry *registry;
	struct remote_target *targets; /* one for each target */
};

/* Sets the names to ask for, and asks nothing yet. survey_run was called, and a registry is set. */
void
remote_open(struct remote *remote, struct survey *survey, struct registry *registry);

/*
 * Asks what is under all keys, and finds which images are valid. OUTCOME_MACHINE after a message if
 * the registry does not answer; `remote` is unchanged then.
 */
enum outcome
remote_read(struct remote *remote);

/* As remote_read, for one image of a target. */
enum outcome
remote_read_image(struct remote *remote, size_t target, struct remote_image *image);

/* As remote_read, for the image of one target on the platform that is built for. */
enum outcome
remote_read_own(struct remote *remote, size_t target);

/*
 * Lets the registry decide: if it has a valid image of a target, no other image in the engine
 * counts as current. The state of all targets is found anew.
 */
void
remote_prefer(const struct remote *remote);

/*
 * Checks that the registry has what the engine has. OUTCOME_STALE, after a message for each, if it
 * lacks a wanted target that the engine has, or has another image under its key.
 */
enum outcome
remote_report_lacking(const struct remote *remote);

/* The image of a target on the platform that is built for. */
struct remote_image *
remote_own(const struct remote *remote, size_t target);

/* The image of a target on `platform`. NULL if it is not one of its platforms. */
struct remote_image *
remote_on(const struct remote *remote, size_t target, const char *platform);

/*
 * Whether `image`, which is for `platform`, is built on what the registry has under the keys of the
 * target's parents.
 */
bool
remote_matches_parents(const struct remote *remote, size_t target, const char *platform,
	const struct inspected *image);

/*
 * The label basegen.parents for an image of the target on `platform` that is built on what the
 * registry has now. "" if the registry lacks a parent that is copied from: no label counts then.
 * NULL if nothing is copied.
 */
const char *
remote_parents_label(const struct remote *remote, size_t target, const char *platform);

/*
 * Whether the name of a key stands for an image of another key. No build does that: somebody has
 * written over it.
 */
bool
remote_is_foreign(const struct remote *remote, size_t target, const struct remote_image *image);

/* Whether the registry has a valid image of every wanted target on every platform. */
bool
remote_is_complete(const struct remote *remote);

/*
 * The name under which `image` was released as the version of the survey:
 * REGISTRY/REPOSITORY:key-KEY-PLATFORM-VERSION.
 */
const char *
remote_release_name(const struct remote *remote, const struct remote_image *image);

/*
 * Asks what names stand for, several at once. OUTCOME_MACHINE after a message if the registry does
 * not answer for one.
 */
enum outcome
remote_ask(struct remote *remote, const char *const *names, size_t count,
	struct registry_manifest *manifests);

/*
 * Warns of each repository that counted as not there because the registry denied it
 * (registry->denied_is_absent).
 */
void
remote_warn_of_denials(const struct remote *remote);

/*
 * Inspects the images that manifests name; those whose IDs are known are not asked for again.
 * `names` are the names of the manifests. images[i] is NULL if the manifest is not of one image.
 * OUTCOME_MACHINE after a message if the registry does not answer.
 */
enum outcome
remote_inspect(struct remote *remote, const char *const *names,
	const struct registry_manifest *manifests, size_t count, const struct inspected **images);

/* Writes what is known of the images that were found into the file `path`, for the next run. */
void
remote_remember(const struct remote *remote, const char *path);

#endif
