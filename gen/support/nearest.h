/* "Did you mean": the nearest of many words, by the distance of Damerau and Levenshtein. */
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
 * Tries a candidate (a string, borrowed). It is near enough if insertions, deletions, replacements
 * and swaps of neighbours number at most a third of the longer word's length, and at least the
 * first of equally near ones is kept.
 */
void
nearest_try(struct nearest *nearest, const char *candidate, size_t length);

#endif
