/* Finds the word that was meant ("did you mean"), by the distance of Damerau and Levenshtein. */
#ifndef SUPPORT_NEAREST_H
#define SUPPORT_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;
	size_t length;
	const char *found; /* the nearest so far that is near enough, or NULL */
	size_t distance;
};

/* Starts the search for what was meant by `word`, which is borrowed. */
struct nearest
nearest_to(const char *word, size_t length);

/*
 * Tries a candidate, a string that is borrowed. It is near enough if it takes at most a third as
 * many edits as the longer word has bytes. An edit inserts, deletes or replaces a byte, or swaps
 * two neighbours. Of candidates that are equally near, the first is kept.
 */
void
nearest_try(struct nearest *nearest, const char *candidate, size_t length);

#endif
