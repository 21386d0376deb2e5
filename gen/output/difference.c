#include "output/difference.h"

#include <stdbool.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { CONTEXT = 3, EDITS_MOST = 1000 };

struct line {
	const char *bytes;
	size_t length; /* with its newline */
};

struct lines {
	struct line *items;
	long count;
};

/* Both texts, and for each line of both whether it has no partner in the other. */
struct comparison {
	struct lines before, after;
	bool *removed, *added;
};

static struct lines
split(struct arena *arena, const struct difference_side *side)
{
	struct lines lines = {0};
	const char *at = side->bytes, *end = at ? at + side->length : NULL;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const size_t length = (size_t)((newline ? newline + 1 : end) - at);

		*(struct line *)arena_grow(arena, (void **)&lines.items, (size_t)lines.count,
			sizeof(*lines.items)) = (struct line){at, length};
		lines.count++;
		at += length;
	}
	return lines;
}

static bool
same(const struct comparison *both, long before, long after)
{
	const struct line *a = &both->before.items[before], *b = &both->after.items[after];

	return text_equal(a->bytes, a->length, b->bytes, b->length);
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

static void
compare(struct comparison *both, struct arena *arena)
{
	const struct window window = trim(both);
	const long width = window.x_end - window.x, height = window.y_end - window.y;
	const long most = width + height < EDITS_MOST ? width + height : EDITS_MOST;
	long **rows = arena_allocate_array(arena, (size_t)most + 1, sizeof(*rows));

	for (long edits = 0; edits <= most; edits++) {
		const size_t room = (size_t)edits * 2 + 3;
		long *row = (long *)arena_allocate_array(arena, room, sizeof(*row)) + edits + 1;

		rows[edits] = row;
		for (long k = -edits; k <= edits; k += 2) {
			long x = edits ? start_on(rows[edits - 1], k, edits) : 0;

			while (x < width && x - k < height && x - k >= 0 &&
				same(both, window.x + x, window.y + x - k))
				x++;
			row[k] = x;
			if (x >= width && x - k >= height) {
				mark_path(both, &window, rows, edits);
				return;
			}
		}
	}
	mark_all(both, &window);
}

static void
append_line(struct text *text, char sign, const struct line *line)
{
	text_append_character(text, sign);
	text_append(text, line->bytes, line->length);
	if (line->bytes[line->length - 1] != '\n')
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
		append_line(&body, ' ', &both->before.items[i]);
	while (quiet <= CONTEXT * 2 && (*x < both->before.count || *y < both->after.count)) {
		if (*x < both->before.count && both->removed[*x]) {
			append_line(&body, '-', &both->before.items[(*x)++]);
			quiet = 0;
		} else if (*y < both->after.count && both->added[*y]) {
			append_line(&body, '+', &both->after.items[(*y)++]);
			quiet = 0;
		} else {
			long ahead_x = *x, ahead_y = *y;

			if (quiet == CONTEXT &&
				!(next_change(both, &ahead_x, &ahead_y) && ahead_x - *x <= CONTEXT))
				break;
			append_line(&body, ' ', &both->before.items[*x]);
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

void
difference_append(struct text *text, const struct difference_side *before,
	const struct difference_side *after)
{
	struct arena arena = {0};
	struct comparison both = {.before = split(&arena, before), .after = split(&arena, after)};

	both.removed = arena_allocate_array(&arena, (size_t)both.before.count + 1, sizeof(bool));
	both.added = arena_allocate_array(&arena, (size_t)both.after.count + 1, sizeof(bool));
	compare(&both, &arena);
	long x = 0, y = 0;

	if (!before->bytes || !after->bytes || next_change(&both, &x, &y)) {
		text_format(text, "--- %s\n+++ %s\n", before->bytes ? before->name : "/dev/null",
			after->bytes ? after->name : "/dev/null");
		append_hunks(text, &both);
	}
	arena_free(&arena);
}

void
difference_append_file(struct text *text, const char *out, const char *path,
	struct difference_side before, struct difference_side after)
{
	struct text old = {0}, new = {0};

	text_format(&old, "a/%s/%s", out, path);
	text_format(&new, "b/%s/%s", out, path);
	before.name = old.bytes;
	after.name = new.bytes;
	difference_append(text, &before, &after);
	text_free(&old);
	text_free(&new);
}
