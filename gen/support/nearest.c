#include "support/nearest.h"

#include "support/banned.h"

enum { LONGEST = 64 }; /* words past this length get no suggestion */

struct nearest
nearest_to(const char *word, size_t length)
{
	return (struct nearest){word, length, NULL, LONGEST};
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The distance of edits where a swap of two neighbours counts once (optimal string alignment). */
static size_t
distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;

		before = above;
		above = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = smaller(smaller(row[j - 1], above[j]) + 1,
				above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
	}
	return row[b_length];
}

void
nearest_try(struct nearest *nearest, const char *candidate, size_t length)
{
	const size_t longer = length > nearest->length ? length : nearest->length;

	if (longer > LONGEST || longer < 2)
		return;
	const size_t away = distance(nearest->word, nearest->length, candidate, length);

	if (away * 3 <= longer + 1 && away < nearest->distance) {
		nearest->distance = away;
		nearest->found = candidate;
	}
}
