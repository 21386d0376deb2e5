/*
 * Setting and removing names of images in the engine by runs that do not know of each other. Those
 * that set names may work at the same time; none of them does while one removes a name.
 */
#ifndef BUILD_SURVEY_TAG_MOVES_H
#define BUILD_SURVEY_TAG_MOVES_H

#include <stdbool.h>

struct survey;
struct text;

/* Gives a name to the image with this ID. False, with the reason in `why`, if that fails. */
bool
tag_move(const struct survey *survey, const char *id, const char *name, struct text *why);

/*
 * Removes a name of the image with this ID; with the last one the image goes, too. False, with the
 * reason in `why`, if the engine keeps it, or if it is another image's name by now. Waits for a
 * build of the key if it is a key's name.
 */
bool
tag_remove(const struct survey *survey, const char *id, const char *name, struct text *why);

#endif
