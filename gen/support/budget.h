/*
 * What one run of the program may cost. The bounds hold for the run as a whole, so that many small
 * things cannot add up to what one of them may not cost. They grow with the bytes that the run reads,
 * so that a big family is not refused.
 */
#ifndef SUPPORT_BUDGET_H
#define SUPPORT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left of each. */
struct budget {
	int64_t steps; /* iterations of templates, and other work counted like them */
	int64_t nodes; /* values of images.yaml that merging and variants make */
	int64_t bytes; /* rendered text that is kept */
};

/* Takes `amount` of what is left; false if that goes past it, and nothing is left then. */
static inline bool
budget_take(int64_t *left, size_t amount)
{
	if (amount > INT64_MAX || (int64_t)amount > *left) {
		*left = 0;
		return false;
	}
	*left -= (int64_t)amount;
	return true;
}

#endif
