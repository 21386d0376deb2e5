#include "jinja/library/filters_wrap.h"

#include <string.h>

#include "jinja/library/strings.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

struct wrap {
	struct render *render;
	int64_t width;
	bool break_long_words, break_on_hyphens;
	struct list *chunks, *lines;
	size_t next; /* the chunk that comes next */
};

/* textwrap's white space is ASCII's */
static bool
is_space(char character)
{
	return character && strchr("\t\n\v\f\r ", character) != NULL;
}

/* The character at `at`; 0 at the end. */
static uint32_t
point_at(struct value text, size_t at)
{
	size_t size;

	return at < text.length ? unicode_point(text.bytes + at, &size) : 0;
}

static size_t
behind(struct value text, size_t at)
{
	return at < text.length ? at + unicode_length(text.bytes + at) : at;
}

static size_t
before(struct value text, size_t at)
{
	while (at > 0 && ((unsigned char)text.bytes[--at] & 0xC0) == 0x80)
		;
	return at;
}

/* [^\d\W] */
static bool
is_letter(uint32_t point)
{
	return unicode_is_word(point) && !unicode_is_decimal(point);
}

/* [\w!"'&.,?] */
static bool
is_word_punctuation(uint32_t point)
{
	return unicode_is_word(point) || (point && point < 0x80 && strchr("!\"'&.,?", (int)point));
}

/* An em-dash: two or more hyphens between a word and a word. Its length at `at`, or 0. */
static size_t
dash_length(struct value text, size_t at)
{
	size_t end = at;

	if (at > 0 && text.bytes[at - 1] == '-')
		return 0;
	while (end < text.length && text.bytes[end] == '-')
		end++;
	if (end - at < 2 || at == 0 || !is_word_punctuation(point_at(text, before(text, at))) ||
		!unicode_is_word(point_at(text, end)))
		return 0;
	return end - at;
}

/*
 * Whether the chunk that starts at `start` may end behind the hyphen at `at`: two letters, or
 * letter-letter, stand on both sides of it. What stands before the chunk counts too.
 */
static bool
breaks_behind(struct value text, size_t start, size_t at)
{
	const size_t last = before(text, at), middle = before(text, last),
		     first = before(text, middle), next = behind(text, at),
		     second = behind(text, next), third = behind(text, second);
	const bool ends =
		at > start && last > 0 && is_letter(point_at(text, last)) &&
		(is_letter(point_at(text, middle)) || (middle > 0 && text.bytes[middle] == '-' &&
							      is_letter(point_at(text, first))));
	const bool begins =
		is_letter(point_at(text, next)) &&
		(is_letter(point_at(text, second)) ||
			(point_at(text, second) == '-' && is_letter(point_at(text, third))));

	return ends && begins;
}

/*
 * The width of a chunk in characters, as Python counts them; some number above `most` if it is
 * wider, as what is left of a long word is measured for each line.
 */
static int64_t
width_of(struct wrap *wrap, struct value text, int64_t most)
{
	/* A character has at most four bytes. */
	if (text.length / 4 > most)
		text.length = 4 * (uint32_t)most + 4;
	render_step_bytes(wrap->render, text.length);
	return (int64_t)text_count_points(text.bytes, text.length);
}

static void
add_chunk(struct wrap *wrap, struct value text, size_t start, size_t end)
{
	render_step(wrap->render, 3);
	if (end > start)
		list_append(&wrap->render->heap, wrap->chunks,
			value_string(text.bytes + start, end - start));
}

static void
split_word(struct wrap *wrap, struct value text, size_t start, size_t end)
{
	size_t word = start;

	for (size_t at = start; wrap->break_on_hyphens && at < end;) {
		const size_t dash = text.bytes[at] == '-' ? dash_length(text, at) : 0;

		if (dash) {
			add_chunk(wrap, text, word, at);
			add_chunk(wrap, text, at, at + dash);
			word = at += dash;
		} else if (text.bytes[at] == '-' && breaks_behind(text, word, at)) {
			add_chunk(wrap, text, word, at + 1);
			word = ++at;
		} else {
			at++;
		}
	}
	add_chunk(wrap, text, word, end);
}

static void
split_chunks(struct wrap *wrap, struct value text)
{
	size_t at = 0;

	while (at < text.length) {
		size_t end = at;
		const bool space = is_space(text.bytes[at]);

		while (end < text.length && is_space(text.bytes[end]) == space)
			end++;
		if (space)
			add_chunk(wrap, text, at, end);
		else
			split_word(wrap, text, at, end);
		at = end;
	}
}

static bool
is_blank(struct value text)
{
	return unicode_space_length(text.bytes, text.length) == text.length;
}

/* How much of a chunk that is wider than `room` fits: all of the room, or up to its last hyphen. */
static size_t
fitting(const struct wrap *wrap, struct value chunk, int64_t room)
{
	const size_t end = unicode_offset(chunk.bytes, chunk.length, (size_t)room);

	render_step_characters(wrap->render, end);
	if (wrap->break_on_hyphens)
		for (size_t hyphen = end; hyphen-- > 1;)
			if (chunk.bytes[hyphen] == '-') {
				for (size_t i = 0; i < hyphen; i++)
					if (chunk.bytes[i] != '-')
						return hyphen + 1;
				break;
			}
	return end;
}

static void
take_long_chunk(struct wrap *wrap, struct list *line, int64_t length)
{
	struct value *chunk = &wrap->chunks->items[wrap->next];
	const int64_t room = wrap->width < 1 ? 1 : wrap->width - length;

	if (wrap->break_long_words) {
		const size_t end = fitting(wrap, *chunk, room);

		list_append(&wrap->render->heap, line, value_string(chunk->bytes, end));
		*chunk = value_string(chunk->bytes + end, chunk->length - end);
		if (!chunk->length)
			wrap->next++;
	} else if (!line->count) {
		list_append(&wrap->render->heap, line, *chunk);
		wrap->next++;
	}
}

static void
add_line(struct wrap *wrap, const struct list *line)
{
	const size_t start = wrap->render->scratch.length;

	for (size_t i = 0; i < line->count; i++)
		text_append(&wrap->render->scratch, line->items[i].bytes, line->items[i].length);
	list_append(&wrap->render->heap, wrap->lines, render_scratch(wrap->render, start));
}

static void
wrap_line(struct wrap *wrap)
{
	struct list *line = list_new(&wrap->render->heap, 4);
	int64_t length = 0;

	render_step(wrap->render, 20);
	if (wrap->lines->count && is_blank(wrap->chunks->items[wrap->next]))
		wrap->next++;
	while (wrap->next < wrap->chunks->count) {
		const struct value chunk = wrap->chunks->items[wrap->next];

		const int64_t width = width_of(wrap, chunk, wrap->width - length);

		if (length + width > wrap->width)
			break;
		render_step(wrap->render, 3);
		list_append(&wrap->render->heap, line, chunk);
		length += width;
		wrap->next++;
	}
	if (wrap->next < wrap->chunks->count &&
		width_of(wrap, wrap->chunks->items[wrap->next], wrap->width) > wrap->width)
		take_long_chunk(wrap, line, length);
	if (line->count && is_blank(line->items[line->count - 1]))
		line->count--;
	if (line->count)
		add_line(wrap, line);
}

static struct list *
wrap_text(struct wrap *wrap, struct value text)
{
	wrap->chunks = list_new(&wrap->render->heap, 0);
	wrap->lines = list_new(&wrap->render->heap, 0);
	wrap->next = 0;
	render_step(wrap->render, 10);
	render_step_characters(wrap->render, text.length);
	split_chunks(wrap, text);
	if (wrap->chunks->count && wrap->width <= 0)
		render_fail(wrap->render, MISTAKE_VALUE, "wordwrap", "width");
	while (wrap->next < wrap->chunks->count)
		wrap_line(wrap);
	return wrap->lines;
}

struct value
filter_wordwrap(struct render *render, struct value subject, const struct value *arguments)
{
	struct wrap wrap = {.render = render, .width = value_index(render, arguments[0], "width")};
	const struct value between =
		arguments[2].kind == VALUE_NONE ? value_string("\n", 1) : arguments[2];
	const struct value lines_of_text = (undefined_check(render, subject), subject);
	struct list *all = list_new(&render->heap, 0);

	wrap.break_long_words = value_truth(render, arguments[1]);
	wrap.break_on_hyphens = value_truth(render, arguments[3]);
	if (lines_of_text.kind != VALUE_STRING || between.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, "wordwrap", value_type_name(lines_of_text));
	const struct value lines = string_split_lines(render, subject, false);

	for (size_t i = 0; i < lines.list->count; i++) {
		const struct list *wrapped = wrap_text(&wrap, lines.list->items[i]);
		const size_t start = render->scratch.length;

		for (size_t j = 0; j < wrapped->count; j++) {
			if (j)
				text_append(&render->scratch, between.bytes, between.length);
			text_append(&render->scratch, wrapped->items[j].bytes,
				wrapped->items[j].length);
			render_check_scratch(render, start);
		}
		list_append(&render->heap, all, render_scratch(render, start));
	}
	const size_t start = render->scratch.length;

	for (size_t i = 0; i < all->count; i++) {
		if (i)
			text_append(&render->scratch, between.bytes, between.length);
		text_append(&render->scratch, all->items[i].bytes, all->items[i].length);
		render_check_scratch(render, start);
	}
	return render_scratch(render, start);
}
