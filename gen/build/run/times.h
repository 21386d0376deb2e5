/* How long earlier builds took, for the plan of the next run. */
#ifndef BUILD_RUN_TIMES_H
#define BUILD_RUN_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/map.h"

struct arena;

struct times {
	struct arena *arena;
	struct map known; /* ID of a target → int64_t, milliseconds */
	bool changed;
};

/* Reads the file `path`. A time that is not in it is not known. */
void
times_open(struct times *times, struct arena *arena, const char *path);

/* The time of a target in milliseconds; -1 if it is not known. */
int64_t
times_of(const struct times *times, const char *id);

/* The mean of all known times; 1 if none is known. */
int64_t
times_usual(const struct times *times);

/* Notes how long the build of a target took. */
void
times_note(struct times *times, const char *id, int64_t milliseconds);

/* Writes the file if a time was noted. Failing to write is no error. */
void
times_save(struct times *times, const char *path);

#endif
