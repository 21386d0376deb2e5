/* Tags that are read from images: their commands run in the images, and what they print is a tag. */
#ifndef BUILD_SURVEY_READ_TAGS_H
#define BUILD_SURVEY_READ_TAGS_H

#include "support/failure.h"

struct report;
struct survey;

/*
 * Runs the commands whose output is not known in the images of all wanted targets, and sets the
 * tags in the engine. What was read anew is reported. From then on survey_public_names has these
 * tags. The caller has called interrupt_catch.
 *
 * OUTCOME_STALE after a message for each command that fails or prints what is no tag, and for each
 * tag that is another target's; such a tag is not set. OUTCOME_MACHINE after a message if the
 * engine cannot run a command or set a tag.
 */
enum outcome
read_tags(struct survey *survey, struct report *report);

/*
 * Checks tags whose outputs were read elsewhere: as read_tags, for the images of the survey, but no
 * command runs, and nothing is set.
 */
enum outcome
read_tags_check(struct survey *survey, struct report *report);

#endif
