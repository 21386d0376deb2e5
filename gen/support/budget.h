/*
 * What one run of the program may cost. The bounds hold for the run as a whole, so that many small
 * things cannot add up to what one of them may not cost. They grow with the bytes that the run
 * reads, so that a big family is not refused.
 */
#ifndef SUPPORT_BUDGET_H
#define SUPPORT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left of each. */
struct budget {
	int64_t steps; /* rounds of loops in templates, and work that costs as much; below 0: used up, and reported */
	int64_t nodes;    /* values of images.yaml that merging and variants make */
	int64_t bytes;    /* rendered text that is kept */
	int64_t memory;   /* that one rendering may take; all is given back at its end */
	int64_t variants; /* that may add to it still */
};

/*
 * What a run may cost that reads nothing, and what each byte that it reads adds, and each variant
 * that it renders files for, up to a number of them, as a matrix makes many of few bytes. The
 * templates that come with basegen take 5,000 steps and 2 KiB for a variant.
 */
enum {
	BUDGET_STEPS = 20 * 1000 * 1000,
	BUDGET_STEPS_OF_BYTE = 20,
	BUDGET_STEPS_OF_VARIANT = 14 * 1000,
	BUDGET_NODES = 2 * 1000 * 1000,
	BUDGET_NODES_OF_BYTE = 4,
	BUDGET_BYTES = 32 << 20,
	BUDGET_BYTES_OF_BYTE = 32,
	BUDGET_BYTES_OF_VARIANT = 8 << 10,
	BUDGET_MEMORY = 64 << 20,
	BUDGET_MEMORY_OF_BYTE = 8,
	BUDGET_MEMORY_OF_VARIANT = 10 << 10,
	BUDGET_VARIANTS = 5000,
};

/* What a run may cost that reads nothing; budget_grow adds what it reads. */
static inline struct budget
budget_new(void)
{
	return (struct budget){
		BUDGET_STEPS, BUDGET_NODES, BUDGET_BYTES, BUDGET_MEMORY, BUDGET_VARIANTS};
}

/* Adds what `count` bytes that were read allow. A file counts once. */
static inline void
budget_grow(struct budget *budget, size_t count)
{
	const int64_t bytes = (int64_t)count;

	budget->steps += bytes * BUDGET_STEPS_OF_BYTE;
	budget->nodes += bytes * BUDGET_NODES_OF_BYTE;
	budget->bytes += bytes * BUDGET_BYTES_OF_BYTE;
	budget->memory += bytes * BUDGET_MEMORY_OF_BYTE;
}

/* Adds what rendering the files of one more variant allows. */
static inline void
budget_grow_variant(struct budget *budget)
{
	if (!budget->variants)
		return;
	budget->variants--;
	budget->steps += BUDGET_STEPS_OF_VARIANT;
	budget->bytes += BUDGET_BYTES_OF_VARIANT;
	budget->memory += BUDGET_MEMORY_OF_VARIANT;
}

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
