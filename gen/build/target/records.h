/* Targets as lines of text, for the index. A line begins with the letter of a member. */
#ifndef BUILD_TARGET_RECORDS_H
#define BUILD_TARGET_RECORDS_H

struct arena;
struct targets;
struct text;

/* Appends the targets, one record for each member that is not empty. */
void
records_append(struct text *text, const struct targets *targets);

/*
 * Reads what records_append wrote. The strings of the targets stay in `records`, which is changed.
 * NULL if the text has another form.
 */
struct targets *
records_read(struct arena *arena, char *records);

#endif
