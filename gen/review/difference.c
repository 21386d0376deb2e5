#include "review/difference.h"

#include <stdbool.h>
#include <string.h>

#include "support/arena.h"
#include "support/budget.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	CONTEXT = 3, /* lines around a change */
	EDITS_MOST = 1000,
	BINARY_LOOKED_AT = 8000, /* bytes in which git looks for a NUL */
	STEP_COMPARED = 32,      /* bytes of a line that are compared in one step */
};

struct text_line {
	const char *bytes;
	size_t length; /* with its newline */
};

/* The lines of a text of less than 4 GiB: where each starts, and where the last one ends. */
struct text_lines {
	const char *bytes;
	uint32_t *starts;
	long count;
};

/* Both texts, and for each line whether it was removed from the first or added to the second. */
struct line_comparison {
	struct text_lines before, after;
	bool *removed, *added;
	int64_t *steps; /* left of the allowance */
};

/* The end of the line that starts at `at`. */
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

static struct text_lines
split(struct arena *arena, const struct difference_side *side, size_t count)
{
	struct text_lines lines = {
		side->bytes, arena_allocate_array(arena, count + 1, sizeof(*lines.starts)), 0};
	const char *at = side->bytes, *end = at ? at + side->length : NULL;

	while (at < end) {
		at = line_end(at, end);
		lines.starts[++lines.count] = (uint32_t)(at - side->bytes);
	}
	return lines;
}

static struct text_line
line_of(const struct text_lines *lines, long number)
{
	const uint32_t start = lines->starts[number];

	return (struct text_line){lines->bytes + start, lines->starts[number + 1] - start};
}

static bool
same(const struct line_comparison *both, long before, long after)
{
	const struct text_line a = line_of(&both->before, before), b = line_of(&both->after, after);

	return text_equal(a.bytes, a.length, b.bytes, b.length);
}

/* The part of both texts that is left without the lines that are equal at their start and end. */
struct middle {
	long x, y, x_end, y_end;
};

static struct middle
trim(const struct line_comparison *both)
{
	struct middle middle = {0, 0, both->before.count, both->after.count};

	while (middle.x < middle.x_end && middle.y < middle.y_end &&
		same(both, middle.x, middle.y)) {
		middle.x++;
		middle.y++;
	}
	while (middle.x < middle.x_end && middle.y < middle.y_end &&
		same(both, middle.x_end - 1, middle.y_end - 1)) {
		middle.x_end--;
		middle.y_end--;
	}
	return middle;
}

static void
mark_all(struct line_comparison *both, const struct middle *middle)
{
	for (long x = middle->x; x < middle->x_end; x++)
		both->removed[x] = true;
	for (long y = middle->y; y < middle->y_end; y++)
		both->added[y] = true;
}

/*
 * The x at which the path on diagonal k starts after `edits` edits; `row` is that of one edit less.
 */
static long
start_on(const long *row, long k, long edits)
{
	const bool down = k == -edits || (k != edits && row[k - 1] < row[k + 1]);

	return down ? row[k + 1] : row[k - 1] + 1;
}

/* Walks the path back from its end, by the row of each number of edits, and marks the edits. */
static void
mark_path(struct line_comparison *both, const struct middle *middle, long *const *rows, long edits)
{
	long x = middle->x_end - middle->x, y = middle->y_end - middle->y;

	for (; edits > 0; edits--) {
		const long *row = rows[edits - 1], k = x - y;
		const bool down = k == -edits || (k != edits && row[k - 1] < row[k + 1]);
		const long previous = down ? row[k + 1] : row[k - 1];

		y = down ? previous - k - 1 : previous - k + 1;
		x = previous;
		if (down)
			both->added[middle->y + y] = true;
		else
			both->removed[middle->x + x] = true;
	}
}

/*
 * Follows equal lines from x on, on diagonal k, and returns where they end. Each line takes a step.
 */
static long
follow(const struct line_comparison *both, const struct middle *middle, long x, long k)
{
	const long width = middle->x_end - middle->x, height = middle->y_end - middle->y;

	for (; x < width && x - k < height && x - k >= 0; x++) {
		const struct text_line line = line_of(&both->before, middle->x + x);

		*both->steps -= 1 + (int64_t)line.length / STEP_COMPARED;
		if (!same(both, middle->x + x, middle->y + x - k))
			break;
	}
	return x;
}

/* Finds the fewest edits and marks their lines; false if there are too many, or no steps left. */
static bool
find_edits(struct line_comparison *both, const struct middle *middle, struct arena *arena)
{
	const long width = middle->x_end - middle->x, height = middle->y_end - middle->y;
	const long most = width + height < EDITS_MOST ? width + height : EDITS_MOST;
	long **rows = arena_allocate_array(arena, (size_t)most + 1, sizeof(*rows));

	for (long edits = 0; edits <= most && *both->steps > 0; edits++) {
		const size_t room = (size_t)edits * 2 + 3;
		long *row = (long *)arena_allocate_array(arena, room, sizeof(*row)) + edits + 1;

		rows[edits] = row;
		*both->steps -= edits + 1;
		for (long k = -edits; k <= edits; k += 2) {
			const long start = edits ? start_on(rows[edits - 1], k, edits) : 0;

			row[k] = follow(both, middle, start, k);
			if (row[k] >= width && row[k] - k >= height) {
				mark_path(both, middle, rows, edits);
				return true;
			}
		}
	}
	return false;
}

static void
compare(struct line_comparison *both, struct arena *arena)
{
	const struct middle middle = trim(both);

	if (!find_edits(both, &middle, arena))
		mark_all(both, &middle);
}

static void
append_line(struct text *text, char sign, const struct text_lines *lines, long number)
{
	const struct text_line line = line_of(lines, number);

	text_append_character(text, sign);
	text_append(text, line.bytes, line.length);
	if (line.bytes[line.length - 1] != '\n')
		text_append_string(text, "\n\\ No newline at end of file\n");
}

/* Goes from x, y on to the next line that is marked; false at the end. */
static bool
next_change(const struct line_comparison *both, long *x, long *y)
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

/* Appends the hunk around the change at x, y, and sets both behind it. */
static void
append_hunk(struct text *text, const struct line_comparison *both, long *x, long *y)
{
	const long lead = *x < CONTEXT ? *x : CONTEXT, x_start = *x - lead, y_start = *y - lead;
	struct text body = TEXT_EMPTY;
	long quiet = 0;

	for (long i = x_start; i < *x; i++)
		append_line(&body, ' ', &both->before, i);
	while (quiet <= 2L * CONTEXT && (*x < both->before.count || *y < both->after.count)) {
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
append_hunks(struct text *text, const struct line_comparison *both)
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

/* The name that git gives to a side of the file `path`. */
static const char *
name_of(struct arena *arena, const struct difference_side *side, const char *letter,
	const char *out, const char *path)
{
	return side->bytes ? arena_join(arena, letter, "/", out, "/", path, NULL) : "/dev/null";
}

/*
 * Takes what it costs to compare both sides, which have `lines` lines; false if that is too much.
 */
static bool
take(struct difference_allowance *allowance, const struct difference_side *before,
	const struct difference_side *after, size_t lines)
{
	return budget_take(
		&allowance->size, before->length + after->length + lines * DIFFERENCE_LINE_SIZE);
}

/* Appends the heading and the lines that differ; false if the allowance has no place for them. */
static bool
append_lines(struct text *text, struct difference_allowance *allowance, struct arena *arena,
	const char *heading, const struct difference_side *before,
	const struct difference_side *after)
{
	if (before->length + after->length > DIFFERENCE_FILE_LARGEST || !allowance->size)
		return false;
	const size_t before_count = count_lines(before), after_count = count_lines(after);

	if (!take(allowance, before, after, before_count + after_count))
		return false;
	struct line_comparison both = {split(arena, before, before_count),
		split(arena, after, after_count),
		arena_allocate_array(arena, before_count + 1, sizeof(bool)),
		arena_allocate_array(arena, after_count + 1, sizeof(bool)), &allowance->steps};
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
	const char *before_name = name_of(&arena, before, "a", out, path),
		   *after_name = name_of(&arena, after, "b", out, path);
	bool appended = true;

	if (is_same(before, after))
		appended = true;
	else if (is_binary(before) || is_binary(after))
		text_format(text, "Binary files %s and %s differ\n", before_name, after_name);
	else
		appended = append_lines(text, allowance, &arena,
			arena_join(&arena, "--- ", before_name, "\n+++ ", after_name, "\n", NULL),
			before, after);
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
