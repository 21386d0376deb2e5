/*
 * The survey: what is wanted against what the engine holds. One question to the engine for the whole
 * family; what an ID holds is known from before (build/survey/inspected.h), but for IDs that are new.
 */
#ifndef BUILD_SURVEY_SURVEY_H
#define BUILD_SURVEY_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "build/survey/inspected.h"
#include "engine/engine.h"
#include "support/failure.h"

struct arena;
struct settings;
struct target;
struct targets;

enum target_state {
	TARGET_CURRENT,  /* what the key says is there, under all its tags */
	TARGET_UNTAGGED, /* it is there, but tags are missing or name another image */
	TARGET_MISSING,  /* it is not there */
	TARGET_WAITING, /* it is there, but a parent is not: whether it stands on that is known when that is */
};

/* A name and the ID that it is to stand for. */
struct new_tag {
	const char *name, *id;
};

/* How one target stands. */
struct target_status {
	enum target_state state;
	const char *platform; /* that it is built for */
	const char *suffix;   /* of its key tag: "", -linux-arm64, -standin … */
	const char
		*full_suffix; /* of its key tag in a registry: the platform always stands in it */
	bool stand_in;        /* it stands on a stand-in for a base */
	const char *only_id;  /* the one image that counts under the key; NULL: each that fits */
	const struct inspected *image;    /* what its key names; NULL: nothing */
	const struct inspected *released; /* of it as this version; NULL: nothing */
	struct new_tag *new_tags;         /* the tags that are to be set, with TARGET_UNTAGGED */
	size_t new_tag_count;
};

struct survey {
	struct arena *arena;
	const struct targets *targets;
	const struct settings *settings;
	const char *version; /* as it stands in tags */
	struct engine engine;
	struct map images; /* NAME → ID, as the engine answered */
	struct inspections inspections;
	bool *wanted; /* one for each target, with what they need */
	struct target_status *statuses;
};

/*
 * Judges all wanted targets of a survey whose first seven members are set. OUTCOME_MACHINE after a
 * message if the engine does not answer, OUTCOME_MISTAKE where PLATFORM does not fit.
 */
enum outcome
survey_run(struct survey *survey);

/* Judges a target again when the statuses of its parents are known. */
void
survey_update(struct survey *survey, size_t target);

/* Whether `image` is what the key of the target says, on its parents as they stand now. */
bool
survey_accepts(const struct survey *survey, size_t target, const struct inspected *image);

/*
 * Whether `image` stands on these images of the target's parents (one for each, NULL: there is none): its layers begin
 * with those of the one that it is built from, and it says of itself that it copies from the others.
 */
bool
survey_stands_on(const struct survey *survey, size_t target, const struct inspected *image,
	const struct inspected *const *parents);

/*
 * Whether `image` says of itself that it is of the target's key, for its platform, on a stand-in or not as it is. A
 * tag alone does not tell that: key-KEY-VERSION of the version linux-arm64 is the key tag of another platform.
 * Whatever is so and has a tag key-KEY-VERSION was released; the tags of its version stay its own as long as
 * its layers are those of what the key names (survey_set_image).
 */
bool
survey_matches_key(const struct survey *survey, size_t target, const struct inspected *image);

/* Notes that `image` is what the target's key names now: its state is then TARGET_CURRENT or TARGET_UNTAGGED. */
void
survey_set_image(struct survey *survey, size_t target, const struct inspected *image);

/* REPOSITORY:key-KEY with its suffix, without the registry's name. */
const char *
survey_key_name(const struct survey *survey, size_t target);

/* REGISTRY/REPOSITORY:key-KEY-PLATFORM, the name of the key in the registry; NULL where there is no registry. */
const char *
survey_registry_key_name(const struct survey *survey, size_t target);

/*
 * The name that a key of this machine's platform had in the registry before platforms stood in it: it is read, if
 * its image is for the platform, and never written. NULL for another platform, or where there is no registry.
 */
const char *
survey_registry_plain_name(const struct survey *survey, size_t target);

/* The suffix of a key tag that names its platform: -linux-arm64, -linux-arm64-standin. */
const char *
survey_suffix(const struct survey *survey, const char *platform, bool stand_in);

/* A public tag with the version in its place, and the registry and repository in front. */
const char *
survey_public_name(const struct survey *survey, const struct target *target, const char *tag);

/* The public tags that are to be set: "as 3.11-slim-1.2.0, latest". */
const char *
survey_new_tags_text(const struct survey *survey, const struct target_status *status);

/* REGISTRY/REPOSITORY:TAG, as people know it. */
const char *
survey_name(const struct survey *survey, const struct target *target);

/*
 * The value of the label basegen.parents: for each parent that is copied from, in order,
 * ARGUMENT=HASH of its layers, a blank between them; "" where nothing is copied from the family.
 */
const char *
survey_parents_label(const struct survey *survey, size_t target);

/* The same for these images of the parents, one for each; NULL: there is none, and it is left out. */
const char *
survey_label_for(
	const struct survey *survey, size_t target, const struct inspected *const *parents);

/* OUTCOME_MISTAKE after a message where a tag with this version is too long or otherwise invalid. */
enum outcome
survey_check_tags(const struct survey *survey);

/* Remembers what was learned of images: those that the engine named and those that were built. */
void
survey_save(struct survey *survey, const char *path);

#endif
