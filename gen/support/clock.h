/* A clock that nobody can set, for measuring time. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment in the past (CLOCK_MONOTONIC). */
int64_t
clock_now(void);

/* Waits so many milliseconds; a signal ends it early. */
void
clock_wait(int64_t milliseconds);

#endif
