/*
 * The picture of what runs, on a terminal: a line for each image and the state of the run in the last
 * one. The cursor rests, hidden, at its first character. So all below is the picture's, and a terminal
 * that is resized moves the cursor with it, whether it wraps old lines anew or not.
 */
#ifndef BUILD_REPORT_LIVE_H
#define BUILD_REPORT_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"

/* Its size is the terminal's. */
struct live {
	size_t columns, rows;
	bool color;
};

/* An image that runs. Texts are as people see them: no control characters. */
struct live_row {
	const char *id;
	int64_t seconds;
	const char *step, *line; /* NULL: none is known */
};

/* Standard output is a terminal. It is left tidy at exit, and while the program is stopped by ^Z. */
void
live_open(struct live *live, bool color);

/* Asks the terminal for its size. */
void
live_resize(struct live *live);

/*
 * Appends to `frame` what turns the picture into this one, below the lines `above`, which stay; it is
 * to be written at once. What does not fit is cut, or counted if it is a row.
 */
void
live_draw(const struct live *live, struct text *frame, const struct text *above,
	const struct live_row *rows, size_t count, const char *status);

/* Whether there is a picture now. */
bool
live_is_shown(void);

/*
 * Takes the picture away and shows the cursor, if there is one and this process drew it. Safe in a
 * signal's handler.
 */
void
live_close(void);

#endif
