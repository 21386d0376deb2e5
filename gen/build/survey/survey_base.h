/* What a survey knows of bases: which the engine holds, and by which name a build has to ask for them. */
#ifndef BUILD_SURVEY_SURVEY_BASE_H
#define BUILD_SURVEY_SURVEY_BASE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct survey;

/* The name that keeps the owner of a base's name while a build for another platform borrows that name. */
const char *
survey_owner_of_base(struct arena *arena, const char *base);

/* The name that keeps a base for `platform`, which is not the machine's. */
const char *
survey_kept_base(struct arena *arena, const char *base, const char *platform);

/*
 * The IDs that a base may have for a platform, at most three: by its own name, by the one that it has while a build
 * for another platform borrows that, and by the one that is for this platform alone. Their number.
 */
size_t
survey_find_base(const struct survey *survey, const char *base, const char *platform,
	const char *ids[static 3]);

/* Whether a base of the target, or what one of its parents stands on, is a stand-in. Parents are judged already. */
bool
survey_is_on_stand_in(const struct survey *survey, size_t target);

/*
 * What the engine is asked for in place of the base with this number of a target: REFERENCE@DIGEST where images.lock
 * has its digest, unless the engine has a stand-in for it, which has none.
 */
const char *
survey_base_name(const struct survey *survey, size_t target, size_t base);

/* Whether a target is built on a stand-in though images.lock has the digest of the base. */
bool
survey_ignores_lock(const struct survey *survey, size_t target);

#endif
