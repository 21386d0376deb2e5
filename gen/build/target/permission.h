/*
 * What an image wants of the machine that builds it beyond its context, and what whoever builds has allowed. Who may
 * edit images.yaml could otherwise read any file of that machine by a secret that names it.
 *
 * The words and what they are asked for are those of `docker buildx bake --allow`: network.host, ssh and fs.read=PATH, where
 * PATH is the file, a folder above it or *, and fs=PATH means the same here. Files of the current folder, links followed, but none of
 * a .git, and variables are not asked for.
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
struct text;

/* Adds the words of ALLOW, which stand between blanks. OUTCOME_MISTAKE after a message if one is none. */
enum outcome
permission_read(struct string_list *allowed);

/* Whether `word` is one, for `name` (ALLOW, --allow); OUTCOME_MISTAKE after a message if not. */
enum outcome
permission_check_word(const char *name, const char *word);

/*
 * Adds what the target, whose Dockerfile is in the folder `out`, wants and none of `allowed` (ended by NULL) gives, each
 * word once.
 */
void
permission_add_lacking(struct string_list *lacking, const struct target *target, const char *out,
	const char *const *allowed);

/*
 * Whether all that the targets marked in `todo` want is `allowed` (permission_all). OUTCOME_MISTAKE after one message, which says what each image wants and what to write.
 */
enum outcome
permission_check(struct arena *arena, const struct targets *targets, const bool *todo,
	const char *out, const char *const *allowed);

/* The words `allowed` by ALLOW and `more`, the values of options (NULL: none), in one list that NULL ends. */
const char *const *
permission_all(struct arena *arena, const char *const *allowed, const char *const *more);

/* The words of `allowed` as buildx takes them: with the home folder for ~/. */
const char *const *
permission_for_buildx(struct arena *arena, const char *const *allowed);

#endif
