/*
 * Cuts the output of a build into lines for people. If a program redraws a line with carriage
 * returns, the last version counts. No line controls the terminal.
 */
#ifndef BUILD_REPORT_LINES_H
#define BUILD_REPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "support/text.h"

/* All zero is the start of a text; lines_free gives the memory back. */
struct line_splitter {
	struct text line; /* the line that has no end yet, as it came */
	bool returned;    /* the next byte starts the line anew */
	bool redrawn;     /* the line was started anew, or will be */
};

#define LINES_EMPTY                                                                                \
	{                                                                                          \
		.line = TEXT_EMPTY                                                                 \
	}

enum {
	LINES_LONGEST = 16384, /* bytes; a longer line is cut into several */
	LINES_OF_LOG = 200,    /* the last lines of a log, which are shown after a failure */
};

/* Gets a line as it came, without its line break. */
typedef void
lines_take(void *data, const char *line, size_t length);

/* Adds bytes, and calls `take` with each line that is complete. */
void
lines_add(struct line_splitter *lines, const char *bytes, size_t length, lines_take *take,
	void *data);

/* The text ends. A line without a line break counts too. */
void
lines_end(struct line_splitter *lines, lines_take *take, void *data);

/* Frees the line that has no end yet. */
void
lines_free(struct line_splitter *lines);

/* Appends a line as text_append_visible does, but leaves colours out (ECMA-48, SGR). */
void
lines_append_shown(struct text *text, const char *line, size_t length);

/* As lines_append_shown, for a string. */
void
lines_append_string(struct text *text, const char *string);

/*
 * Appends the last `most` lines of the regular file at `path`, which is not a link, as they are
 * shown and each with a line break. `*cut` tells whether there are more. Returns 0, or the error
 * number.
 */
int
lines_read_last(const char *path, size_t most, struct text *text, bool *cut);

/* Keeps the last lines that fit into `most` bytes; of a last line that does not, its end. */
void
lines_cut_front(struct text *lines, size_t most);

/*
 * Appends the path of a log and its last `most` lines below it, as they are shown and indented; or
 * the path and why the log cannot be read.
 */
void
lines_append_log(struct text *text, const char *path, size_t most);

#endif
