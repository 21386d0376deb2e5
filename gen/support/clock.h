/* The time that passes: a clock that nobody sets. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment in the past (CLOCK_MONOTONIC). */
int64_t
clock_now(void);

/* Lets so many milliseconds pass, or fewer if a signal comes. */
void
clock_wait(int64_t milliseconds);

#endif
