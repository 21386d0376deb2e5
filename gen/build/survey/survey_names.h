/* The names that images have in the engine and in registries. */
#ifndef BUILD_SURVEY_SURVEY_NAMES_H
#define BUILD_SURVEY_SURVEY_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct inspected;
struct survey;
struct target;
struct target_read_tag;
struct target_status;

/* REPOSITORY:key-KEY with the suffix: the name of the key in the engine. */
const char *
survey_key_name(const struct survey *survey, size_t target);

/*
 * REGISTRY/REPOSITORY:key-KEY-PLATFORM: the name of the key in the registry. NULL if the target has
 * no registry.
 */
const char *
survey_registry_key_name(const struct survey *survey, size_t target);

/*
 * The name without a platform that earlier versions of basegen gave to keys for the machine's own
 * platform in the registry. It is read, if its image is for that platform, and never written. NULL
 * for another platform, or if the target has no registry.
 */
const char *
survey_registry_plain_name(const struct survey *survey, size_t target);

/* The suffix of a key tag for a platform: -linux-arm64, -linux-arm64-standin. */
const char *
survey_suffix(const struct survey *survey, const char *platform, bool stand_in);

/* REGISTRY/REPOSITORY: where the keys of a target are. */
const char *
survey_repository(const struct survey *survey, const struct target *target);

/* REGISTRY/REPOSITORY:TAG with the target's first tag: its name for people. */
const char *
survey_name(const struct survey *survey, const struct target *target);

/* A name under which people find an image. */
struct public_name {
	const char *name;       /* REGISTRY/REPOSITORY:TAG, with the words filled in */
	const char *repository; /* REGISTRY/REPOSITORY */
	const char *tag;
	const struct target_read_tag *read; /* NULL: it is not read from the image */
	bool versioned;  /* the tag contains the version, so that it never moves */
	bool of_release; /* it contains the version or a number of it: it names the release */
};

struct public_names {
	struct public_name *items;
	size_t count;
};

/*
 * All public names of a target: all its tags in all its repositories, the main one first. Tags with
 * MAJOR or MINOR are left out where the version is none of a release, and tags that are read from
 * the image where nobody has read them (build/survey/read_tags.h).
 */
struct public_names
survey_public_names(const struct survey *survey, const struct target *target);

/*
 * The image that a public name must name: the release, if it is of one and the image was released;
 * else the image of the key, which is there.
 */
const struct inspected *
survey_image_of(const struct target_status *status, const struct public_name *name);

/*
 * The public names that must be set, for people: "as 3.11-slim-1.2.0, latest". Those in another
 * repository than the main one stand in full.
 */
const char *
survey_new_names_text(const struct survey *survey, const struct target_status *status);

/*
 * Checks the tags of all wanted targets. OUTCOME_MISTAKE after a message if a tag is too long with
 * this version, or if two targets get the same.
 */
enum outcome
survey_check_tags(const struct survey *survey);

#endif
