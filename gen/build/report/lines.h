/*
 * Cuts what a build prints into lines for people. Of a line that its program redraws with a carriage
 * return the last state counts. Nothing of it does anything to a terminal.
 */
#ifndef BUILD_REPORT_LINES_H
#define BUILD_REPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "support/text.h"

/* All zero is the start of a text; lines_free gives the memory back. */
struct line_splitter {
	struct text line; /* the one that has no end yet, as it came */
	bool returned;    /* the next byte starts it anew */
	bool redrawn;     /* that has happened, or is about to */
};

#define LINES_EMPTY                                                                                \
	{                                                                                          \
		.line = TEXT_EMPTY                                                                 \
	}

enum { LINES_LONGEST = 16384 }; /* bytes; a longer line goes on in the next */

/* Gets a line without its end, as it came. */
typedef void
lines_take(void *data, const char *line, size_t length);

void
lines_add(struct line_splitter *lines, const char *bytes, size_t length, lines_take *take,
	void *data);

/* There is no more: a line without an end is one too. */
void
lines_end(struct line_splitter *lines, lines_take *take, void *data);

void
lines_free(struct line_splitter *lines);

/* Appends a line as text_append_visible does, but for colours (ECMA-48, SGR), which are left out. */
void
lines_append_shown(struct text *text, const char *line, size_t length);

/* The same of a string. */
void
lines_append_string(struct text *text, const char *string);

/*
 * Appends the last `most` lines of the regular file at `path`, which is no link, as they are shown,
 * each with its end; `*cut` says whether there are more. The number of the error, or 0.
 */
int
lines_read_last(const char *path, size_t most, struct text *text, bool *cut);

/*
 * Appends the path of a log and its last `most` lines below it, as they are shown and indented; or the path and why the log
 * cannot be read.
 */
void
lines_append_log(struct text *text, const char *path, size_t most);

#endif
