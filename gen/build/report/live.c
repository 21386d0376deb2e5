#include "build/report/live.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "support/banned.h"

#define HIDE_CURSOR "\033[?25l"
#define SHOW_CURSOR "\033[?25h"
#define ERASE_LINE "\033[K"
#define ERASE_BELOW "\033[J"

/*
 * The state of the one terminal, for signal handlers; and the process that owns it, because
 * processes are forked.
 */
static volatile sig_atomic_t shown;
static pid_t owner;

bool
live_is_shown(void)
{
	return shown;
}

void
live_close(void)
{
	static const char bytes[] = "\r" ERASE_BELOW SHOW_CURSOR;
	const int error = errno;

	if (shown && getpid() == owner && write(STDOUT_FILENO, bytes, sizeof(bytes) - 1) < 0)
		errno = error;
	shown = 0;
	errno = error;
}

/* ^Z: the shell gets a tidy terminal. The next picture is drawn at the cursor. */
static void
stop(int number)
{
	struct sigaction action = {.sa_handler = SIG_DFL}, old;
	const int error = errno;
	sigset_t set;

	live_close();
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, &old);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigaction(number, &old, NULL);
	errno = error;
}

static void
catch_stop(void)
{
	struct sigaction action;

	if (sigaction(SIGTSTP, NULL, &action) || action.sa_handler != SIG_DFL)
		return;
	action = (struct sigaction){.sa_handler = stop, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	sigaction(SIGTSTP, &action, NULL);
}

void
live_open(struct live *live, bool color)
{
	static bool registered;

	if (!registered)
		registered = atexit(live_close) == 0;
	owner = getpid();
	live->color = color;
	catch_stop();
	live_resize(live);
}

void
live_resize(struct live *live)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){0};
	live->columns = size.ws_col ? size.ws_col : 80;
	live->rows = size.ws_row ? size.ws_row : 24;
}

/*
 * Terminals disagree on the width of characters. A line that is too short does no harm, so all
 * characters from the first wide one of Unicode on count as two columns.
 */
static size_t
width_of(uint32_t point)
{
	return point < 0x1100 ? 1 : 2;
}

/* Appends what fits into `columns`. Returns how many columns that takes. */
static size_t
append_cut(struct text *text, const char *string, size_t columns)
{
	const size_t length = strlen(string);
	size_t taken = 0, end = 0;
	uint32_t point;

	while (end < length) {
		const size_t size = text_decode(string + end, length - end, &point);

		if (!size || taken + width_of(point) > columns)
			break;
		taken += width_of(point);
		end += size;
	}
	text_append(text, string, end);
	return taken;
}

/* As append_cut, in a colour. `left` is how many columns are free. */
static void
append_part(const struct live *live, struct text *text, const char *color, const char *string,
	size_t columns, size_t *left)
{
	if (columns > *left)
		columns = *left;
	if (live->color)
		text_append_string(text, color);
	*left -= append_cut(text, string, columns);
	if (live->color)
		text_append_string(text, "\033[0m");
}

/* The columns for IDs: as many as the longest needs, but not the whole line. */
static size_t
id_columns(const struct live *live, const struct live_row *rows, size_t count)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		if (strlen(rows[i].id) > most)
			most = strlen(rows[i].id);
	return most < live->columns / 3 ? most : live->columns / 3;
}

static void
append_row(const struct live *live, struct text *text, const struct live_row *row, size_t id)
{
	struct text time = TEXT_EMPTY;
	size_t left = live->columns - 1;
	const size_t all = left;

	append_part(live, text, "\033[1m", row->id, id, &left);
	text_format(&time, "%*s%6" PRId64 " s  ", (int)(id - (all - left)), "", row->seconds);
	left -= append_cut(text, time.bytes, left);
	text_free(&time);
	if (row->step)
		append_part(live, text, "", row->step, row->line ? left * 3 / 5 : left, &left);
	if (row->step && row->line)
		left -= append_cut(text, " | ", left);
	if (row->line)
		append_part(live, text, "\033[2m", row->line, left, &left);
}

static void
append_rows(const struct live *live, struct text *frame, const struct live_row *rows, size_t count,
	size_t room)
{
	const size_t fit = count <= room ? count : room ? room - 1 : 0;
	const size_t id = id_columns(live, rows, fit);

	for (size_t i = 0; i < fit; i++) {
		append_row(live, frame, &rows[i], id);
		text_append_string(frame, ERASE_LINE "\r\n");
	}
	if (fit == count || !room)
		return;
	struct text more = TEXT_EMPTY;

	text_format(&more, "+%zu more", count - fit);
	append_cut(frame, more.bytes, live->columns - 1);
	text_append_string(frame, ERASE_LINE "\r\n");
	text_free(&more);
}

void
live_draw(const struct live *live, struct text *frame, const struct text *above,
	const struct live_row *rows, size_t count, const char *status)
{
	/* One row is for the status, and the last row of the terminal stays free. */
	const size_t room = live->rows > 2 ? live->rows - 2 : 0;
	const size_t used = count < room ? count : room;

	text_append_string(frame, shown ? "\r" : HIDE_CURSOR "\r");
	shown = 1;
	if (above->length) {
		text_append_string(frame, ERASE_BELOW);
		text_append(frame, above->bytes, above->length);
	}
	append_rows(live, frame, rows, count, room);
	if (live->rows > 1)
		append_cut(frame, status, live->columns - 1);
	text_append_string(frame, ERASE_LINE ERASE_BELOW);
	if (used)
		text_format(frame, "\033[%zuA", used);
	text_append_string(frame, "\r");
}
