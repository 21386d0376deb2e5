#include "support/diagnostic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/annotation.h"
#include "support/arena.h"
#include "support/quality.h"
#include "support/text.h"
#include "support/banned.h"

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

enum { NOTES_MOST = 50 };        /* of an error */
enum { MESSAGE_LONGEST = 6000 }; /* bytes: more than the longest text that images.yaml may hold */

/* Writes the message, cut behind a code point where it is too long. */
__attribute__((format(__printf__, 2, 0))) static void
format_message(char message[MESSAGE_LONGEST + 1], const char *format, va_list arguments)
{
	static const char cut[] = "...";
	const int length = vsnprintf(message, MESSAGE_LONGEST + 1, format, arguments);
	size_t end = MESSAGE_LONGEST - strlen(cut);

	if (length <= MESSAGE_LONGEST)
		return;
	while (((unsigned char)message[end] & 0xC0) == 0x80)
		end--;
	memcpy(message + end, cut, sizeof(cut));
}

static struct diagnostic *
new_item(struct diagnostics *diagnostics, enum severity severity, struct place place,
	const char *message)
{
	struct diagnostic *item = arena_allocate(diagnostics->arena, sizeof(*item));

	*item = (struct diagnostic){.severity = severity,
		.place = place,
		.message = arena_string(diagnostics->arena, message)};
	return item;
}

/* How many of what is kept come before `place` or at it; what was reported earlier comes first. */
static size_t
find_rank(const struct diagnostics *diagnostics, const struct place *place)
{
	size_t low = 0, high = diagnostics->kept_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_places(&diagnostics->kept[middle]->place, place) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether the same was said at the same place; the ones at that place end at `rank`. */
static bool
is_repeated(const struct diagnostics *diagnostics, size_t rank, const struct place *place,
	const char *message)
{
	while (rank-- > 0) {
		const struct diagnostic *other = diagnostics->kept[rank];

		if (compare_places(&other->place, place) != 0)
			return false;
		if (strcmp(other->message, message) == 0)
			return true;
	}
	return false;
}

/*
 * Puts an error in its place among those that are kept; the last one makes room if they are enough.
 */
static void
keep(struct diagnostics *diagnostics, size_t rank, struct diagnostic *item)
{
	if (!diagnostics->kept)
		diagnostics->kept = arena_allocate_array(
			diagnostics->arena, DIAGNOSTICS_SHOWN, sizeof(struct diagnostic *));
	if (diagnostics->kept_count < DIAGNOSTICS_SHOWN)
		diagnostics->kept_count++;
	for (size_t i = diagnostics->kept_count - 1; i > rank; i--)
		diagnostics->kept[i] = diagnostics->kept[i - 1];
	diagnostics->kept[rank] = item;
	diagnostics->last = item;
}

void
diagnostic_error(struct diagnostics *diagnostics, struct place place, const char *format, ...)
{
	const size_t rank = find_rank(diagnostics, &place);
	char message[MESSAGE_LONGEST + 1];
	va_list arguments;

	diagnostics->errors++;
	diagnostics->last = NULL;
	if (rank == DIAGNOSTICS_SHOWN)
		return;
	va_start(arguments, format);
	format_message(message, format, arguments);
	va_end(arguments);
	if (is_repeated(diagnostics, rank, &place, message))
		diagnostics->repeated++;
	else
		keep(diagnostics, rank, new_item(diagnostics, SEVERITY_ERROR, place, message));
}

void
diagnostic_note(struct diagnostics *diagnostics, struct place place, const char *format, ...)
{
	char message[MESSAGE_LONGEST + 1];
	va_list arguments;

	if (!diagnostics->last)
		return;
	va_start(arguments, format);
	format_message(message, format, arguments);
	va_end(arguments);
	struct diagnostic **end = &diagnostics->last->notes;
	int count = 0;

	for (; *end && count < NOTES_MOST; count++)
		end = &(*end)->next;
	if (count < NOTES_MOST)
		*end = new_item(diagnostics, SEVERITY_NOTE, place, message);
}

/* What of its first line a place covers, in code points; at least 1. */
static size_t
caret_width(struct place place)
{
	size_t length;
	const char *start = place.source->bytes + place.start;
	const uint32_t wanted = place.end > place.start ? place.end - place.start : 0;
	const char *line = source_line(place, wanted, &length);
	const char *end = line + length;
	const size_t width = end > start ? text_count_points(start, (size_t)(end - start)) : 0;

	return width ? width : 1;
}

enum { EXCERPT_LONGEST = 160 }; /* bytes of a line in front of and behind a place */

/* The line of a place and a caret below; of a very long line the part around the place. */
static void
append_excerpt(struct text *text, struct place place, bool color)
{
	size_t length;
	const char *line = source_line(place, EXCERPT_LONGEST, &length);
	const size_t before = (size_t)(place.source->bytes + place.start - line);
	struct text head = TEXT_EMPTY;

	text_append_visible(&head, line, before);
	text_append_string(text, "    ");
	text_append(text, head.bytes, head.length);
	if (length > before)
		text_append_visible(text, line + before, length - before);
	text_format(text, "\n    %*s%s^", (int)text_count_points(head.bytes, head.length), "",
		color ? "\033[1;32m" : "");
	for (size_t i = 1, width = caret_width(place); i < width && i < EXCERPT_LONGEST; i++)
		text_append_character(text, '~');
	text_append_string(text, color ? "\033[0m\n" : "\n");
	text_free(&head);
}

/* "images.yaml:14:11: " */
static void
append_place(struct text *text, struct place place)
{
	const struct position at = source_position(place);

	text_append_visible(text, place.source->name, strlen(place.source->name));
	text_format(text, ":%u:%u: ", at.line, at.column);
}

void
diagnostics_append_first(struct text *text, const struct diagnostics *diagnostics)
{
	const size_t more = diagnostics->errors - diagnostics->repeated - 1;

	if (diagnostics->kept[0]->place.source)
		append_place(text, diagnostics->kept[0]->place);
	text_append_visible(
		text, diagnostics->kept[0]->message, strlen(diagnostics->kept[0]->message));
	if (more)
		text_format(text, " (and %zu more)", more);
}

static void
append_text(struct text *text, const struct diagnostic *item, bool color)
{
	static const char *const words[] = {[SEVERITY_ERROR] = "error", [SEVERITY_NOTE] = "note"};
	static const char *const colors[] = {
		[SEVERITY_ERROR] = "\033[1;31m", [SEVERITY_NOTE] = "\033[1;36m"};

	if (item->place.source) {
		append_place(text, item->place);
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

/* The message of an annotation: the error's own, and a line for each note. */
static void
append_annotated_message(struct text *text, const struct diagnostic *error)
{
	text_append_visible(text, error->message, strlen(error->message));
	for (const struct diagnostic *note = error->notes; note; note = note->next) {
		text_append_string(text, "\n");
		if (note->place.source) {
			const struct position at = source_position(note->place);

			text_append_visible(
				text, note->place.source->name, strlen(note->place.source->name));
			text_format(text, ":%u:%u: ", at.line, at.column);
		}
		text_append_string(text, "note: ");
		text_append_visible(text, note->message, strlen(note->message));
	}
}

static void
append_annotation(struct text *text, const struct diagnostic *error)
{
	struct annotation annotation = {.level = "error", .title = "basegen"};
	struct text message = TEXT_EMPTY;

	append_annotated_message(&message, error);
	annotation.message = message.bytes;
	if (error->place.source) {
		const struct position at = source_position(error->place);

		annotation.file = error->place.source->name;
		annotation.line = at.line;
		annotation.column = at.column;
		annotation.end_column = at.column + caret_width(error->place);
	}
	annotation_append(text, &annotation);
	text_free(&message);
}

static void
append_error_text(struct text *text, const struct diagnostic *error, bool color)
{
	append_text(text, error, color);
	for (const struct diagnostic *note = error->notes; note; note = note->next)
		append_text(text, note, color);
}

static void
append_error_json(struct text *text, const struct diagnostic *error)
{
	append_json_item(text, error);
	text_append_string(text, ",\"notes\":[");
	for (const struct diagnostic *note = error->notes; note; note = note->next) {
		append_json_item(text, note);
		text_append_string(text, note->next ? "}," : "}");
	}
	text_append_string(text, "]}\n");
}

/* The annotations that GitHub shows, and the other errors as text, in which it finds no command. */
static void
append_github(struct text *text, const struct diagnostics *diagnostics)
{
	const size_t all = diagnostics->errors - diagnostics->repeated;
	const size_t shown = annotations_shown(all);
	struct text others = TEXT_EMPTY;

	for (size_t i = 0; i < diagnostics->kept_count; i++)
		if (i < shown)
			append_annotation(text, diagnostics->kept[i]);
		else
			append_error_text(&others, diagnostics->kept[i], false);
	annotations_append_rest(text, "error", all - shown, "more mistakes are in the log");
	annotation_disarm(&others);
	text_append(text, others.bytes, others.length);
	text_free(&others);
}

void
diagnostics_append(struct text *text, const struct diagnostics *diagnostics,
	enum diagnostic_format format, bool color)
{
	const size_t rest = diagnostics->errors - diagnostics->repeated - diagnostics->kept_count;

	if (format == DIAGNOSTIC_GITHUB)
		append_github(text, diagnostics);
	for (size_t i = 0; format != DIAGNOSTIC_GITHUB && i < diagnostics->kept_count; i++)
		if (format == DIAGNOSTIC_JSON)
			append_error_json(text, diagnostics->kept[i]);
		else
			append_error_text(text, diagnostics->kept[i], color);
	if (rest && format == DIAGNOSTIC_JSON)
		text_format(text,
			"{\"severity\":\"error\",\"message\":\"and %zu more\",\"notes\":[]}\n",
			rest);
	else if (rest)
		text_format(text, "basegen: error: and %zu more\n", rest);
}

void
diagnostics_append_issues(struct text *text, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept_count; i++) {
		const struct diagnostic *error = diagnostics->kept[i];

		if (error->place.source)
			quality_append(text, error->place.source->name,
				source_position(error->place).line, error->message);
	}
}
