/* The difference of two texts in the unified format (diff -u), and what the differences of a run may cost. */
#ifndef REVIEW_DIFFERENCE_H
#define REVIEW_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* One side. Without bytes there is no such file: /dev/null. */
struct difference_side {
	const char *bytes;
	size_t length;
};

/* What is left for the differences of a run. */
struct difference_allowance {
	int64_t size;   /* of what is compared: its bytes, and DIFFERENCE_LINE_SIZE for each line */
	int64_t steps;  /* of finding the fewest lines that can differ */
	size_t omitted; /* files that there was no place for */
};

/* That fits 10,000 Dockerfiles of 100 lines, on both sides. */
enum {
	DIFFERENCE_SIZE = 128 << 20,
	DIFFERENCE_LINE_SIZE = 16,
	DIFFERENCE_STEPS = 20 * 1000 * 1000,
	DIFFERENCE_FILE_LARGEST = 8 << 20, /* both sides of one file */
};

/* What a run has that has not compared anything. */
static inline struct difference_allowance
difference_allowance_new(void)
{
	return (struct difference_allowance){DIFFERENCE_SIZE, DIFFERENCE_STEPS, 0};
}

/*
 * Appends what leads from `before` to `after`, the two sides of the file `path` in the folder `out`, as git names
 * both: a/OUT/PATH and b/OUT/PATH. Nothing if they are the same; of what git takes for binary, a NUL among its first
 * bytes, only that they differ. There are three lines of context around each change. The fewest lines that can
 * differ are found (E. Myers, An O(ND) Difference Algorithm, 1986) while there are steps, and up to a number of
 * lines; then it is right, but longer. False if the file is too large for the allowance, where it is counted.
 */
bool
difference_append(struct text *text, struct difference_allowance *allowance, const char *out,
	const char *path, const struct difference_side *before,
	const struct difference_side *after);

/* Appends how many files the allowance had no place for, and how to see them; nothing if there was place for all. */
void
difference_append_omitted(
	struct text *text, const struct difference_allowance *allowance, const char *out);

#endif
