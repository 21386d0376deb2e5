#include "review/difference.h"

#include <stdbool.h>
#include <string.h>

#include "support/arena.h"
#include "support/budget.h"
#include "support/text.h"
#include "support/banned.h"

enum { CONTEXT = 3, EDITS_MOST = 1000 };
enum { BINARY_LOOKED_AT = 8000 }; /* bytes in which git looks for a NUL */
enum { STEP_COMPARED = 32 };      /* bytes of a line that are compared in one step */

struct line {
	const char *bytes;
	size_t length; /* with its newline */
};

/* A text of less than 4 GiB by its lines: their starts, and the end of the last one. */
struct lines {
	const char *bytes;
	uint32_t *starts;
	long count;
};

/* Both texts, and for each line of both whether it has no partner in the other. */
struct comparison {
	struct lines before, after;
	bool *removed, *added;
	int64_t *steps; /* that are left */
};

/* Where the line ends that starts at `at`. */
static const char *
line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline + 1 : end;
}

static size_t
count_lines(const struct difference_side *side)
{
	const char *at = side->bytes, *end = at ? at + side->length : NULL;
	size_t count = 0;

	for (; at < end; at = line_end(at, end))
		count++;
	return count;
}

static struct lines
split(struct arena *arena, const struct difference_side *side, size_t count)
{
	struct lines lines = {
		side->bytes, arena_allocate_array(arena, count + 1, sizeof(*lines.starts)), 0};
	const char *at = side->bytes, *end = at ? at + side->length : NULL;

	while (at < end) {
		at = line_end(at, end);
		lines.starts[++lines.count] = (uint32_t)(at - side->bytes);
	}
	return lines;
}

static struct line
line_of(const struct lines *lines, long number)
{
	const uint32_t start = lines->starts[number];

	return (struct line){lines->bytes + start, lines->starts[number + 1] - start};
}

static bool
same(const struct comparison *both, long before, long after)
{
	const struct line a = line_of(&both->before, before), b = line_of(&both->after, after);

	return text_equal(a.bytes, a.length, b.bytes, b.length);
}

/* The part of both texts between equal starts and equal ends. */
struct window {
	long x, y, x_end, y_end;
};

static struct window
trim(const struct comparison *both)
{
	struct window window = {0, 0, both->before.count, both->after.count};

	while (window.x < window.x_end && window.y < window.y_end &&
		same(both, window.x, window.y)) {
		window.x++;
		window.y++;
	}
	while (window.x < window.x_end && window.y < window.y_end &&
		same(both, window.x_end - 1, window.y_end - 1)) {
		window.x_end--;
		window.y_end--;
	}
	return window;
}

static void
mark_all(struct comparison *both, const struct window *window)
{
	for (long x = window->x; x < window->x_end; x++)
		both->removed[x] = true;
	for (long y = window->y; y < window->y_end; y++)
		both->added[y] = true;
}

/* How far the path on diagonal k reached, after as many edits as the row is for. */
static long
start_on(const long *row, long k, long edits)
{
	const bool down = k == -edits || (k != edits && row[k - 1] < row[k + 1]);

	return down ? row[k + 1] : row[k - 1] + 1;
}

/* Walks back from the end over the rows that were kept and marks the lines of the path's edits. */
static void
mark_path(struct comparison *both, const struct window *window, long *const *rows, long edits)
{
	long x = window->x_end - window->x, y = window->y_end - window->y;

	for (; edits > 0; edits--) {
		const long *row = rows[edits - 1], k = x - y;
		const bool down = k == -edits || (k != edits && row[k - 1] < row[k + 1]);
		const long previous = down ? row[k + 1] : row[k - 1];

		y = down ? previous - k - 1 : previous - k + 1;
		x = previous;
		if (down)
			both->added[window->y + y] = true;
		else
			both->removed[window->x + x] = true;
	}
}

/* How far the lines are the same from x on, on diagonal k. Each that is looked at takes a step. */
static long
follow(const struct comparison *both, const struct window *window, long x, long k)
{
	const long width = window->x_end - window->x, height = window->y_end - window->y;

	for (; x < width && x - k < height && x - k >= 0; x++) {
		const struct line line = line_of(&both->before, window->x + x);

		*both->steps -= 1 + (int64_t)line.length / STEP_COMPARED;
		if (!same(both, window->x + x, window->y + x - k))
			break;
	}
	return x;
}

/* Finds the fewest edits, and marks their lines; false if that takes too many of them, or of the steps. */
static bool
find_edits(struct comparison *both, const struct window *window, struct arena *arena)
{
	const long width = window->x_end - window->x, height = window->y_end - window->y;
	const long most = width + height < EDITS_MOST ? width + height : EDITS_MOST;
	long **rows = arena_allocate_array(arena, (size_t)most + 1, sizeof(*rows));

	for (long edits = 0; edits <= most && *both->steps > 0; edits++) {
		const size_t room = (size_t)edits * 2 + 3;
		long *row = (long *)arena_allocate_array(arena, room, sizeof(*row)) + edits + 1;

		rows[edits] = row;
		*both->steps -= edits + 1;
		for (long k = -edits; k <= edits; k += 2) {
			const long start = edits ? start_on(rows[edits - 1], k, edits) : 0;

			row[k] = follow(both, window, start, k);
			if (row[k] >= width && row[k] - k >= height) {
				mark_path(both, window, rows, edits);
				return true;
			}
		}
	}
	return false;
}

static void
compare(struct comparison *both, struct arena *arena)
{
	const struct window window = trim(both);

	if (!find_edits(both, &window, arena))
		mark_all(both, &window);
}

static void
append_line(struct text *text, char sign, const struct lines *lines, long number)
{
	const struct line line = line_of(lines, number);

	text_append_character(text, sign);
	text_append(text, line.bytes, line.length);
	if (line.bytes[line.length - 1] != '\n')
		text_append_string(text, "\n\\ No newline at end of file\n");
}

/* The next place from x, y on where a line is marked; false at the end. */
static bool
next_change(const struct comparison *both, long *x, long *y)
{
	while (*x < both->before.count || *y < both->after.count) {
		if ((*x < both->before.count && both->removed[*x]) ||
			(*y < both->after.count && both->added[*y]))
			return true;
		++*x;
		++*y;
	}
	return false;
}

static void
append_range(struct text *text, char sign, long start, long count)
{
	text_format(
		text, count == 1 ? "%c%ld" : "%c%ld,%ld", sign, count ? start + 1 : start, count);
}

/* The hunk around the change at x, y; both end behind it. */
static void
append_hunk(struct text *text, const struct comparison *both, long *x, long *y)
{
	const long lead = *x < CONTEXT ? *x : CONTEXT, x_start = *x - lead, y_start = *y - lead;
	struct text body = {0};
	long quiet = 0;

	for (long i = x_start; i < *x; i++)
		append_line(&body, ' ', &both->before, i);
	while (quiet <= CONTEXT * 2 && (*x < both->before.count || *y < both->after.count)) {
		if (*x < both->before.count && both->removed[*x]) {
			append_line(&body, '-', &both->before, (*x)++);
			quiet = 0;
		} else if (*y < both->after.count && both->added[*y]) {
			append_line(&body, '+', &both->after, (*y)++);
			quiet = 0;
		} else {
			long ahead_x = *x, ahead_y = *y;

			if (quiet == CONTEXT &&
				!(next_change(both, &ahead_x, &ahead_y) && ahead_x - *x <= CONTEXT))
				break;
			append_line(&body, ' ', &both->before, *x);
			++*x;
			++*y;
			quiet++;
		}
	}
	text_append_string(text, "@@ ");
	append_range(text, '-', x_start, *x - x_start);
	text_append_character(text, ' ');
	append_range(text, '+', y_start, *y - y_start);
	text_append_string(text, " @@\n");
	text_append(text, body.bytes, body.length);
	text_free(&body);
}

static void
append_hunks(struct text *text, const struct comparison *both)
{
	for (long x = 0, y = 0; next_change(both, &x, &y);)
		append_hunk(text, both, &x, &y);
}

static bool
is_binary(const struct difference_side *side)
{
	const size_t length = side->length < BINARY_LOOKED_AT ? side->length : BINARY_LOOKED_AT;

	return side->bytes && memchr(side->bytes, '\0', length);
}

/* How git calls a side of the file `path`. */
static const char *
name_of(struct arena *arena, const struct difference_side *side, const char *letter,
	const char *out, const char *path)
{
	return side->bytes ? arena_join(arena, letter, "/", out, "/", path, NULL) : "/dev/null";
}

/* Takes what comparing both sides costs, with `lines` lines. */
static bool
take(struct difference_allowance *allowance, const struct difference_side *before,
	const struct difference_side *after, size_t lines)
{
	return budget_take(
		&allowance->size, before->length + after->length + lines * DIFFERENCE_LINE_SIZE);
}

/* Appends the lines that differ, with the heading; false if there is no place for them. */
static bool
append_lines(struct text *text, struct difference_allowance *allowance, struct arena *arena,
	const char *heading, const struct difference_side *before,
	const struct difference_side *after)
{
	if (before->length + after->length > DIFFERENCE_FILE_LARGEST || !allowance->size)
		return false;
	const size_t old = count_lines(before), new = count_lines(after);

	if (!take(allowance, before, after, old + new))
		return false;
	struct comparison both = {split(arena, before, old), split(arena, after, new),
		arena_allocate_array(arena, old + 1, sizeof(bool)),
		arena_allocate_array(arena, new + 1, sizeof(bool)), &allowance->steps};
	long x = 0, y = 0;

	compare(&both, arena);
	if (!before->bytes || !after->bytes || next_change(&both, &x, &y)) {
		text_append_string(text, heading);
		append_hunks(text, &both);
	}
	return true;
}

static bool
is_same(const struct difference_side *before, const struct difference_side *after)
{
	return before->bytes && after->bytes &&
	       text_equal(before->bytes, before->length, after->bytes, after->length);
}

bool
difference_append(struct text *text, struct difference_allowance *allowance, const char *out,
	const char *path, const struct difference_side *before, const struct difference_side *after)
{
	struct arena arena = {0};
	const char *old = name_of(&arena, before, "a", out, path),
		   *new = name_of(&arena, after, "b", out, path);
	bool appended = true;

	if (is_same(before, after))
		appended = true;
	else if (is_binary(before) || is_binary(after))
		text_format(text, "Binary files %s and %s differ\n", old, new);
	else
		appended = append_lines(text, allowance, &arena,
			arena_join(&arena, "--- ", old, "\n+++ ", new, "\n", NULL), before, after);
	allowance->omitted += !appended;
	arena_free(&arena);
	return appended;
}

void
difference_append_omitted(
	struct text *text, const struct difference_allowance *allowance, const char *out)
{
	const bool one = allowance->omitted == 1;

	if (allowance->omitted)
		text_format(text,
			"Left out, as there is too much of it: how %zu file%s differ%s. "
			"After `basegen generate`, `git diff %s` shows it.\n",
			allowance->omitted, one ? "" : "s", one ? "s" : "", out);
}
