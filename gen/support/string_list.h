/* A list of strings that grows: the words of a command line, the tags of an image. NULL ends it. */
#ifndef SUPPORT_STRING_LIST_H
#define SUPPORT_STRING_LIST_H

#include <stddef.h>

struct arena;

/* All zero but for the arena is an empty list. */
struct string_list {
	struct arena *arena; /* holds the list; borrowed */
	const char **
		items; /* ended by NULL after string_list_end; before that NULL if nothing was added */
	size_t count; /* with the NULL at the end */
};

/* Adds the string itself, not a copy. */
void
string_list_add(struct string_list *list, const char *string);

/* Adds the strings of `more`, which NULL ends. If `more` is NULL, nothing is added. */
void
string_list_add_all(struct string_list *list, const char *const *more);

/*
 * Adds copies of the words of `text`. Any number of the characters in `separators` stands between
 * two words.
 */
void
string_list_add_words(struct string_list *list, const char *text, const char *separators);

/* Ends the complete list by NULL and returns its strings, which live in the arena. */
const char *const *
string_list_end(struct string_list *list) __attribute__((returns_nonnull));

#endif
