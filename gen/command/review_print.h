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

/* GitHub Flavored Markdown; what images.yaml holds cannot become markup. */
void
review_append_markdown(
	struct text *text, const struct review *review, const struct review_style *style);

#endif
