/*
 * GitHub Flavored Markdown with texts from elsewhere. They stand in code, where nothing is markup,
 * a link or a mention, and control characters are visible (text_append_visible).
 */
#ifndef SUPPORT_NOTATION_MARKDOWN_H
#define SUPPORT_NOTATION_MARKDOWN_H

#include <stddef.h>

struct text;

/*
 * Appends the string as code that fits into a line and into a cell of a table (GFM, 6.1 and 4.10).
 */
void
markdown_append_code(struct text *text, const char *string);

/* As markdown_append_code, with "..." behind the first `most` bytes of a longer string. */
void
markdown_append_start(struct text *text, const char *string, size_t most);

/*
 * Appends lines as a block of code with a fence that is longer than any in them. The last line may
 * have no line break. `language` is "", or tells how to colour them.
 */
void
markdown_append_block(struct text *text, const struct text *lines, const char *language);

/* The longest run of backticks in the text. */
size_t
markdown_longest_run(const struct text *text);

#endif
