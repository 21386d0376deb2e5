/* The difference of two texts in the unified format (diff -u). */
#ifndef OUTPUT_DIFFERENCE_H
#define OUTPUT_DIFFERENCE_H

#include <stddef.h>

struct text;

/* One side. Without bytes there is no such file: /dev/null. */
struct difference_side {
	const char *name;
	const char *bytes;
	size_t length;
};

/*
 * Appends what leads from `before` to `after`, three lines of context around each change; nothing if
 * they are the same. The fewest lines that can differ are found (E. Myers, An O(ND) Difference
 * Algorithm, 1986) unless that takes more than a bounded number of steps; then it is right, but longer.
 */
void
difference_append(struct text *text, const struct difference_side *before,
	const struct difference_side *after);

/* The same of the file `path` in the folder `out`, as git names both sides: a/OUT/PATH and b/OUT/PATH. */
void
difference_append_file(struct text *text, const char *out, const char *path,
	struct difference_side before, struct difference_side after);

#endif
