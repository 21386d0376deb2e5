/* The time that passes: a clock that nobody sets. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment in the past (CLOCK_MONOTONIC). */
int64_t
clock_now(void);

#endif
