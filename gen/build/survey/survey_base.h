/*
 * What a survey knows of bases: which ones are present locally, and by which name a build asks for
 * them.
 */
#ifndef BUILD_SURVEY_SURVEY_BASE_H
#define BUILD_SURVEY_SURVEY_BASE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct survey;

/*
 * The name under which the engine keeps the owner of a base's name, while a build for another
 * platform borrows that name.
 */
const char *
survey_owner_of_base(struct arena *arena, const char *base);

/* The name under which the engine keeps a base for `platform`, if that is not the machine's. */
const char *
survey_kept_base(struct arena *arena, const char *base, const char *platform);

/*
 * Finds the IDs that a base may have for a platform, and returns how many they are: by its own
 * name, by the name of the owner while a build for another platform borrows that, and by the name
 * for this platform alone.
 */
size_t
survey_find_base(const struct survey *survey, const char *base, const char *platform,
	const char *ids[static 3]);

/*
 * Finds the base in FROM on which the image of the target's key stands: by its layers, as its tag may
 * name another one by now. Asks the engine if the survey does not know it: the engine has no tag for
 * a base that was pulled by its digest. `*id` is NULL if the engine does not have it.
 * OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
survey_base_below(struct survey *survey, size_t target, const char **id);

/*
 * Finds the image of a base that the target copies from, by its name in images.yaml. Asks the engine
 * if images.lock has its digest, as the survey knows tags. `*id` is NULL if the engine does not have
 * it. OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
survey_base_copied(struct survey *survey, size_t target, const char *base, const char **id);

/*
 * Whether the target is on a stand-in: one of its bases is one, or a parent is on one. The status
 * of the parents is known.
 */
bool
survey_is_on_stand_in(const struct survey *survey, size_t target);

/*
 * The name by which the engine is asked for base number `base` of a target: REFERENCE@DIGEST if
 * images.lock has its digest, but the plain reference if the engine has a stand-in, which has no
 * such digest.
 */
const char *
survey_base_name(const struct survey *survey, size_t target, size_t base);

/*
 * Whether images.lock has the digest of the image in FROM, but the target is built on a stand-in
 * for it.
 */
bool
survey_ignores_lock(const struct survey *survey, size_t target);

#endif
