/* A review in words: for a terminal, for a program, for a pull request. */
#ifndef COMMAND_REVIEW_PRINT_H
#define COMMAND_REVIEW_PRINT_H

#include <stdbool.h>

struct review;
struct text;

/* How a review is shown. */
struct review_style {
	const char *out; /* the folder of the files */
	bool patch;      /* with the differences of the files */
};

void
review_append_text(
	struct text *text, const struct review *review, const struct review_style *style);

/* One object (RFC 8259), the members in gen/basegen.1. */
void
review_append_json(
	struct text *text, const struct review *review, const struct review_style *style);

/* What a comment of a pull request may hold: 65,536 characters on GitHub. */
enum { REVIEW_MARKDOWN_LARGEST = 65535 };

/*
 * GitHub Flavored Markdown of at most REVIEW_MARKDOWN_LARGEST bytes; what images.yaml holds cannot become
 * markup. What does not fit is left out, and that is said: first differences of whole files, then details
 * of images, then images.
 */
void
review_append_markdown(
	struct text *text, const struct review *review, const struct review_style *style);

#endif
