/* Targets as lines of text, for the index. */
#ifndef BUILD_TARGET_RECORDS_H
#define BUILD_TARGET_RECORDS_H

struct arena;
struct targets;
struct text;

void
records_append(struct text *text, const struct targets *targets);

/*
 * Reads what records_append has written, in place: strings stay where they are. NULL where something is not
 * as it would be written.
 */
struct targets *
records_read(struct arena *arena, char *records);

#endif
