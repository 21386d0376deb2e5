#include "support/diagnostic.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static void
add(struct diagnostics *diagnostics, enum severity severity, struct place place, const char *format,
	va_list arguments)
{
	struct text message = {0};
	struct diagnostic *item = arena_grow(diagnostics->arena, (void **)&diagnostics->items,
		diagnostics->count, sizeof(*item));
	const size_t order = diagnostics->count++;

	text_format_list(&message, format, arguments);
	*item = (struct diagnostic){severity, place,
		arena_copy(diagnostics->arena, message.bytes ? message.bytes : "", message.length),
		order, order};
	text_free(&message);
	if (severity == SEVERITY_ERROR)
		diagnostics->errors++;
	else if (order > 0)
		item->group = diagnostics->items[order - 1].group;
}

void
diagnostic_error(struct diagnostics *diagnostics, struct place place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(diagnostics, SEVERITY_ERROR, place, format, arguments);
	va_end(arguments);
}

void
diagnostic_note(struct diagnostics *diagnostics, struct place place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(diagnostics, SEVERITY_NOTE, place, format, arguments);
	va_end(arguments);
}

static int
compare_places(const struct place *a, const struct place *b)
{
	if (!a->source || !b->source)
		return (a->source != NULL) - (b->source != NULL);
	if (a->source != b->source) {
		const int order = strcmp(a->source->name, b->source->name);

		if (order)
			return order;
	}
	return (a->start > b->start) - (a->start < b->start);
}

static int
compare_errors(const void *left, const void *right)
{
	const struct diagnostic *const *a = left, *const *b = right;
	const int order = compare_places(&(*a)->place, &(*b)->place);

	return order ? order : ((*a)->order > (*b)->order) - ((*a)->order < (*b)->order);
}

/* The errors, without their notes, in the order in which they are shown. */
static const struct diagnostic **
sorted_errors(const struct diagnostics *diagnostics)
{
	const struct diagnostic **errors = arena_allocate_array(
		diagnostics->arena, diagnostics->errors + 1, sizeof(const struct diagnostic *));
	size_t count = 0;

	for (size_t i = 0; i < diagnostics->count; i++)
		if (diagnostics->items[i].severity == SEVERITY_ERROR)
			errors[count++] = &diagnostics->items[i];
	qsort(errors, count, sizeof(const struct diagnostic *), compare_errors);
	return errors;
}

static bool
repeats(const struct diagnostic *error, const struct diagnostic *before)
{
	return before && compare_places(&error->place, &before->place) == 0 &&
	       strcmp(error->message, before->message) == 0;
}

/* What of its first line a place covers, in code points; at least 1. */
static size_t
caret_width(struct place place)
{
	size_t length;
	const char *line = source_line(place, &length);
	const char *start = place.source->bytes + place.start;
	const size_t rest = start < line + length ? (size_t)(line + length - start) : 0;
	const size_t wanted = place.end > place.start ? place.end - place.start : 0;
	const size_t width = rest ? text_count_points(start, wanted < rest ? wanted : rest) : 0;

	return width ? width : 1;
}

enum { EXCERPT_LONGEST = 160 }; /* bytes of a line in front of and behind a place */

/* The line of a place and a caret below; of a very long line the part around the place. */
static void
append_excerpt(struct text *text, struct place place, bool color)
{
	size_t length;
	const char *line = source_line(place, &length);
	size_t before = (size_t)(place.source->bytes + place.start - line), from = 0, to = length;
	struct text head = {0};

	if (before > length)
		before = length;
	if (before > EXCERPT_LONGEST)
		from = before - EXCERPT_LONGEST;
	if (to - before > EXCERPT_LONGEST)
		to = before + EXCERPT_LONGEST;
	while (from < before && ((unsigned char)line[from] & 0xC0) == 0x80)
		from++;
	while (to > before && to < length && ((unsigned char)line[to] & 0xC0) == 0x80)
		to--;
	text_append_visible(&head, line + from, before - from);
	text_append_string(text, "    ");
	text_append(text, head.bytes ? head.bytes : "", head.length);
	text_append_visible(text, line + before, to - before);
	text_format(text, "\n    %*s%s^",
		(int)text_count_points(head.bytes ? head.bytes : "", head.length), "",
		color ? "\033[1;32m" : "");
	for (size_t i = 1, width = caret_width(place); i < width && i < EXCERPT_LONGEST; i++)
		text_append_character(text, '~');
	text_append_string(text, color ? "\033[0m\n" : "\n");
	text_free(&head);
}

static void
append_text(struct text *text, const struct diagnostic *item, bool color)
{
	static const char *const words[] = {[SEVERITY_ERROR] = "error", [SEVERITY_NOTE] = "note"};
	static const char *const colors[] = {
		[SEVERITY_ERROR] = "\033[1;31m", [SEVERITY_NOTE] = "\033[1;36m"};

	if (item->place.source) {
		const struct position at = source_position(item->place);

		text_append_visible(
			text, item->place.source->name, strlen(item->place.source->name));
		text_format(text, ":%u:%u: ", at.line, at.column);
	} else {
		text_append_string(text, "basegen: ");
	}
	text_format(text, "%s%s:%s ", color ? colors[item->severity] : "", words[item->severity],
		color ? "\033[0m" : "");
	text_append_visible(text, item->message, strlen(item->message));
	text_append_character(text, '\n');
	if (item->place.source)
		append_excerpt(text, item->place, color);
}

static void
append_json_member(struct text *text, const char *name, const char *value)
{
	text_format(text, "\"%s\":", name);
	text_append_json(text, value, strlen(value));
}

static void
append_json_item(struct text *text, const struct diagnostic *item)
{
	text_append_string(text, "{");
	append_json_member(text, "severity", item->severity == SEVERITY_ERROR ? "error" : "note");
	if (item->place.source) {
		const struct position at = source_position(item->place);

		text_append_character(text, ',');
		append_json_member(text, "file", item->place.source->name);
		text_format(text, ",\"line\":%u,\"column\":%u,\"end_column\":%zu", at.line,
			at.column, at.column + caret_width(item->place));
	}
	text_append_character(text, ',');
	append_json_member(text, "message", item->message);
}

/* One error with its notes, in either format. */
static void
append_group(struct text *text, const struct diagnostics *diagnostics,
	const struct diagnostic *error, enum diagnostic_format format, bool color)
{
	const char *separator = "";

	if (format == DIAGNOSTIC_TEXT) {
		append_text(text, error, color);
	} else {
		append_json_item(text, error);
		text_append_string(text, ",\"notes\":[");
	}
	for (size_t i = error->order + 1;
		i < diagnostics->count && diagnostics->items[i].group == error->order; i++) {
		if (format == DIAGNOSTIC_TEXT) {
			append_text(text, &diagnostics->items[i], color);
			continue;
		}
		text_append_string(text, separator);
		append_json_item(text, &diagnostics->items[i]);
		text_append_character(text, '}');
		separator = ",";
	}
	if (format == DIAGNOSTIC_JSON)
		text_append_string(text, "]}\n");
}

void
diagnostics_print(const struct diagnostics *diagnostics, FILE *file, enum diagnostic_format format,
	bool color)
{
	const struct diagnostic **errors = sorted_errors(diagnostics);
	struct text text = {0};
	size_t shown = 0, rest = 0;

	for (size_t i = 0; i < diagnostics->errors; i++) {
		if (repeats(errors[i], i ? errors[i - 1] : NULL))
			continue;
		if (shown == DIAGNOSTICS_SHOWN) {
			rest++;
			continue;
		}
		append_group(&text, diagnostics, errors[i], format, color);
		shown++;
	}
	if (rest && format == DIAGNOSTIC_TEXT)
		text_format(&text, "basegen: error: and %zu more\n", rest);
	if (text.length)
		fwrite(text.bytes, 1, text.length, file);
	text_free(&text);
}
