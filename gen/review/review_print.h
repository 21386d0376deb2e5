/*
 * Prints a review on standard output: for a terminal, for a program, for a pull request. Each
 * format has a file of its own.
 */
#ifndef REVIEW_REVIEW_PRINT_H
#define REVIEW_REVIEW_PRINT_H

#include <stdbool.h>

struct review;
struct text;

/* How a review is shown. */
struct review_style {
	const char *file; /* images.yaml */
	const char *out;  /* the folder of the files */
	bool patch;       /* with the differences of the files */
};

/* For a terminal (review_text.c). */
void
review_print_text(const struct review *review, const struct review_style *style);

/* One JSON object; basegen(1) names its members (review_json.c). */
void
review_print_json(const struct review *review, const struct review_style *style);

/* What a comment of a pull request may hold: 65,536 characters on GitHub. */
enum { REVIEW_MARKDOWN_LARGEST = 65535 };

/*
 * Appends GitHub Flavored Markdown of at most REVIEW_MARKDOWN_LARGEST bytes (review_markdown.c). What
 * images.yaml holds cannot become markup. If not all fits, the differences of whole files go first,
 * then details of images, then images; the last line says how much was left out.
 */
void
review_append_markdown(
	struct text *text, const struct review *review, const struct review_style *style);

void
review_print_markdown(const struct review *review, const struct review_style *style);

/*
 * Annotations (support/annotation.h), a notice for each image that changed at its place in
 * images.yaml: first those with changes of their own. The differences of files are left out, as
 * their lines could be commands of the runner (review_github.c).
 */
void
review_print_github(const struct review *review, const struct review_style *style);

#endif
