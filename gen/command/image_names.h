/* The names of images among the words of a call. */
#ifndef COMMAND_IMAGE_NAMES_H
#define COMMAND_IMAGE_NAMES_H

#include "support/failure.h"

struct call;
struct family;
struct map;
struct survey;
struct variant;
struct workspace;

/*
 * Says that no image or variant is called `word`; `images` has the names of images as keys. If make
 * has asked to build it, a goal of make may have been meant, so the nearest of these is named too.
 */
enum outcome
image_names_unknown(const struct call *call, const struct map *images, const char *word);

/* The variant that `word` names (family_find_variant); NULL after a message. */
const struct variant *
image_names_find(const struct call *call, const struct family *family, const char *word);

/*
 * Marks in the survey of an open workspace the targets that the words of the call name, and what
 * they need; without a word all but what is on demand, with `all` that too. `*selected` (NULL:
 * nobody asks) gets the marks without what they need. OUTCOME_MISTAKE after a message for each word
 * that names nothing.
 */
enum outcome
image_names_want(const struct call *call, struct workspace *workspace, bool all, bool **selected);

/* Opens the workspace, wants what the words of the call name, and takes the survey. */
enum outcome
image_names_survey(const struct call *call, struct workspace *workspace, bool all, bool **selected);

/* Takes away the marks of images on demand that nobody has built, for verbs that look at images. */
void
image_names_leave_unbuilt(const struct survey *survey, bool *selected);

#endif
