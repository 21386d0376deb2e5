/*
 * What the build of an image wants of the machine beyond its context, and what the caller allows
 * (ALLOW, --allow). Without this check, anybody who may edit images.yaml could read any file of the
 * machine through a secret.
 *
 * The words are those of `docker buildx bake --allow`: network.host, ssh, and fs.read=PATH, where
 * PATH is the file, a folder above it, or *. fs=PATH means the same here. No permission is needed
 * for environment variables, and for files in the current folder, with links followed, that are not
 * in a .git folder.
 */
#ifndef BUILD_TARGET_PERMISSION_H
#define BUILD_TARGET_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct string_list;
struct target;
struct targets;

/*
 * Adds the words of ALLOW, which blanks separate. OUTCOME_MISTAKE after a message if one is
 * invalid.
 */
enum outcome
permission_read(struct string_list *allowed);

/*
 * Checks a word of `name`, which is ALLOW or --allow. OUTCOME_MISTAKE after a message if it is
 * invalid.
 */
enum outcome
permission_check_word(const char *name, const char *word);

/*
 * Adds each word that the target needs and that no word of `allowed` covers, once. `out` is the
 * folder of the Dockerfiles; NULL ends `allowed`.
 */
void
permission_add_lacking(struct string_list *lacking, const struct target *target, const char *out,
	const char *const *allowed);

/*
 * Checks that `allowed` (permission_all) covers what the targets marked in `todo` need.
 * OUTCOME_MISTAKE after one message that names what each image needs and what to write.
 */
enum outcome
permission_check(struct arena *arena, const struct targets *targets, const bool *todo,
	const char *out, const char *const *allowed);

/* The words of ALLOW and of the options `more` (NULL: none) in one list. NULL ends it. */
const char *const *
permission_all(struct arena *arena, const char *const *allowed, const char *const *more);

/* The words of `allowed` for buildx: with the home folder in place of ~/. */
const char *const *
permission_for_buildx(struct arena *arena, const char *const *allowed);

#endif
