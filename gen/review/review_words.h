/* The parts of a review that its formats have in common, as text. */
#ifndef REVIEW_REVIEW_WORDS_H
#define REVIEW_REVIEW_WORDS_H

#include <stdbool.h>

struct difference_allowance;
struct review;
struct review_cause;
struct review_file;
struct review_image;
struct text;
struct value_change;

/* What becomes of an image: added, removed, rebuilt or not rebuilt. */
const char *
review_verdict(const struct review_image *image);

/* Appends why an image is rebuilt: ", because of file Dockerfile, parent base". */
void
review_append_causes(struct text *text, const struct review_image *image);

/* Appends how many images are rebuilt, added and removed, without a line break. */
void
review_append_counts(struct text *text, const struct review *review);

/* Appends "+ ITEM", "- ITEM", or "BEFORE → AFTER". */
void
review_append_change(struct text *text, const struct value_change *change);

/* Appends " (DIGEST → DIGEST)" for a base whose digest changed, nothing for all other causes. */
void
review_append_move(struct text *text, const struct review_cause *cause);

/* difference_append for a file of the folder `out`. */
bool
review_append_difference(struct text *text, struct difference_allowance *allowance,
	const struct review_file *file, const char *out);

#endif
