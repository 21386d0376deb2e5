/*
 * The picture of what runs, on a terminal: a line for each image, and the state of the run in the
 * last line. The cursor rests, hidden, at its first character. Everything below the cursor belongs
 * to the picture. When the terminal is resized, it moves the cursor with the picture, whether it
 * wraps old lines or not.
 */
#ifndef BUILD_REPORT_LIVE_H
#define BUILD_REPORT_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"

/* The terminal. */
struct live {
	size_t columns, rows;
	bool color;
};

/* An image that is worked on. Its texts have no control characters. */
struct live_row {
	const char *id;
	int64_t seconds;
	const char *step, *line; /* NULL: not known */
};

/*
 * Starts the picture; standard output is a terminal. The terminal is left tidy at exit and while
 * the program is stopped by ^Z.
 */
void
live_open(struct live *live, bool color);

/* Asks the terminal for its size. */
void
live_resize(struct live *live);

/*
 * Appends to `frame` what turns the picture on the terminal into this one, below the lines `above`,
 * which stay. Write it at once. Lines that are too long are cut; rows that do not fit are counted.
 */
void
live_draw(const struct live *live, struct text *frame, const struct text *above,
	const struct live_row *rows, size_t count, const char *status);

/* Whether the picture is on the terminal now. */
bool
live_is_shown(void);

/*
 * Removes the picture and shows the cursor, if this process has drawn it. May be called from a
 * signal handler.
 */
void
live_close(void);

#endif
