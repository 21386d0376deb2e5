#include "support/clock.h"

#include <time.h>

#include "support/banned.h"

int64_t
clock_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void
clock_wait(int64_t milliseconds)
{
	const struct timespec time = {.tv_sec = (time_t)(milliseconds / 1000),
		.tv_nsec = (long)(milliseconds % 1000) * 1000000};

	(void)nanosleep(&time, NULL);
}
