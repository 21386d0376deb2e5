/* How long builds took before, for the plan of the next run. */
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

/* Reads the file; what it does not hold is not known. */
void
times_open(struct times *times, struct arena *arena, const char *path);

/* In milliseconds; -1 where it is not known. */
int64_t
times_of(const struct times *times, const char *id);

/* The mean of all that is known; 1 where nothing is. */
int64_t
times_usual(const struct times *times);

void
times_note(struct times *times, const char *id, int64_t milliseconds);

/* Writes the file if something was noted; a file that cannot be written costs time only. */
void
times_save(struct times *times, const char *path);

#endif
