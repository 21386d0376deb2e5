/*
 * Reading the JSON of scanners. It is text from outside: what does not have the expected form
 * counts as missing. Texts are UTF-8, and of a long one only the start is kept.
 */
#ifndef BUILD_SCAN_SCANNER_ANSWER_H
#define BUILD_SCAN_SCANNER_ANSWER_H

struct arena;
struct node;

/* The text of the scalar `key` of a map. "" if there is none. */
const char *
scanner_answer_text(struct arena *arena, const struct node *map, const char *key);

/* The list `key` of a map. One without items if there is none. */
const struct node *
scanner_answer_list(const struct node *map, const char *key) __attribute__((returns_nonnull));

/* The scalars in the list `key` of a map as one text, with `between` between two. */
const char *
scanner_answer_texts(
	struct arena *arena, const struct node *map, const char *key, const char *between);

#endif
