/* A review in words: for a terminal, for a program, for a pull request. */
#ifndef REVIEW_REVIEW_PRINT_H
#define REVIEW_REVIEW_PRINT_H

#include <stdbool.h>

struct difference_allowance;
struct review;

/* How a review is shown. */
struct review_style {
	const char *out; /* the folder of the files */
	bool patch;      /* with the differences of the files */
};

/* Says at the end of a patch how many files it lacks, and how to see them; nothing if it is whole. */
void
review_print_omitted(const struct difference_allowance *allowance, const char *out);

void
review_print_text(const struct review *review, const struct review_style *style);

/* One object (RFC 8259), the members in gen/basegen.1. */
void
review_print_json(const struct review *review, const struct review_style *style);

/* What a comment of a pull request may hold: 65,536 characters on GitHub. */
enum { REVIEW_MARKDOWN_LARGEST = 65535 };

/*
 * GitHub Flavored Markdown of at most REVIEW_MARKDOWN_LARGEST bytes; what images.yaml holds cannot become
 * markup. What does not fit is left out, and that is said: first differences of whole files, then details
 * of images, then images.
 */
void
review_print_markdown(const struct review *review, const struct review_style *style);

#endif
