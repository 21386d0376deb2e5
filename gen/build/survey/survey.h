/*
 * The survey compares what is wanted with what the engine has. It asks the engine one question for
 * the whole family. What an ID stands for never changes, so it is remembered
 * (build/survey/inspected.h); only new IDs are inspected.
 */
#ifndef BUILD_SURVEY_SURVEY_H
#define BUILD_SURVEY_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "build/survey/inspected.h"
#include "build/survey/outputs.h"
#include "build/target/tag_words.h"
#include "engine/engine.h"
#include "support/failure.h"

struct arena;
struct settings;
struct target;
struct targets;

enum target_state {
	TARGET_CURRENT,  /* the image of the key is present locally, under all its tags */
	TARGET_UNTAGGED, /* it is present, but tags are missing or name another image */
	TARGET_MISSING,  /* it is not present */
	TARGET_WAITING, /* it is present, but a parent is not: only when that is built can they be compared */
};

/* A name, and the ID that it must stand for. */
struct new_tag {
	const char *name, *id;
};

/* What the survey knows of one target. */
struct target_status {
	enum target_state state;
	const char *platform;    /* the platform that it is built for */
	const char *suffix;      /* of its key tag in the engine: "", -linux-arm64, -standin … */
	const char *full_suffix; /* of its key tag in a registry: always with the platform */
	bool stand_in;           /* it is built on a stand-in for a base, or a parent is */
	const char *
		only_id; /* the ID of the one image that counts for the key; NULL: any that matches */
	const struct inspected *image; /* the image of its key; NULL: none is present */
	const struct inspected
		*released;        /* the image that was released as this version; NULL: none */
	struct new_tag *new_tags; /* the tags that must be set, in state TARGET_UNTAGGED */
	size_t new_tag_count;
};

struct survey {
	struct arena *arena;
	const struct targets *targets;
	const struct settings *settings;
	const char *version;    /* the version, as tags have it */
	struct tag_words words; /* what stands in public tags */
	struct engine engine;
	struct outputs outputs; /* of the commands of read tags */
	struct map images;      /* NAME → ID: the answer of the engine */
	struct inspections inspections;
	bool *wanted; /* one for each target: it is named, or needed by one that is */
	struct target_status *statuses;
};

/*
 * Finds the status of all wanted targets. The caller has set the members of the survey up to
 * `wanted`. OUTCOME_MACHINE after a message if the engine does not answer. OUTCOME_MISTAKE after a
 * message if PLATFORM does not fit a target.
 */
enum outcome
survey_run(struct survey *survey);

/* Sets for which platform a target is built, which the names of its key follow. */
void
survey_set_platform(struct survey *survey, size_t target, const char *platform);

/* Finds the state of a target anew, from the status of its parents. */
void
survey_update(struct survey *survey, size_t target);

/*
 * Whether `image` is the image of the target's key, built on the images that its parents have now.
 */
bool
survey_accepts(const struct survey *survey, size_t target, const struct inspected *image);

/*
 * Whether `image` is built on these images of the target's parents (one for each; NULL: there is
 * none). Its layers begin with those of the parent in FROM, and its label basegen.parents names the
 * layers of the parents that it copies from.
 */
bool
survey_stands_on(const struct survey *survey, size_t target, const struct inspected *image,
	const struct inspected *const *parents);

/*
 * Whether the labels of `image` name the target's key, its platform fits, and it is on a stand-in
 * exactly if the target is.
 *
 * A tag alone proves nothing: key-KEY-VERSION of a version called linux-arm64 is the key tag of
 * another platform. An image that matches and has a tag key-KEY-VERSION was released. The tags of
 * its version stay with it as long as its layers are those of the key's image (survey_set_image).
 */
bool
survey_matches_key(const struct survey *survey, size_t target, const struct inspected *image);

/*
 * Sets `image` as the image of the target's key. The state becomes TARGET_CURRENT or
 * TARGET_UNTAGGED.
 */
void
survey_set_image(struct survey *survey, size_t target, const struct inspected *image);

/*
 * The value of the label basegen.parents: ARGUMENT=HASH of the layers for each parent that is
 * copied from, in order, separated by blanks. "" if nothing is copied from the family.
 */
const char *
survey_parents_label(const struct survey *survey, size_t target);

/* The same for given images of the parents, one for each. A parent with NULL is left out. */
const char *
survey_label_for(
	const struct survey *survey, size_t target, const struct inspected *const *parents);

/*
 * Writes what is known of images to the file `path`: of those that the engine named and those that
 * were built.
 */
void
survey_save(struct survey *survey, const char *path);

#endif
