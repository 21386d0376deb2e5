#include "document/yaml_events.h"

#include <string.h>
#include <yaml.h>

#include "document/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/failure.h"
#include "support/text.h"
#include "support/banned.h"

/* libyaml looks through all %TAG lines for each of them, and copies the prefix for each tag. */
enum { DIRECTIVES_MOST = 32, DIRECTIVE_LONGEST = 256 };

struct yaml_events {
	yaml_parser_t parser;
	yaml_event_t event; /* what the last one was made of */
	const struct source *source;
	struct diagnostics *diagnostics;
	size_t index;    /* a place in code points, as libyaml counts */
	uint32_t offset; /* the same place in bytes, as we do */
	bool failed;     /* there are no more events */
};

/* The byte offset of libyaml's mark, which counts code points. Marks come nearly in order. */
static uint32_t
offset_of(struct yaml_events *events, const yaml_mark_t *mark)
{
	const char *bytes = events->source->bytes;

	while (events->index > mark->index) {
		do
			events->offset--;
		while (((unsigned char)bytes[events->offset] & 0xC0) == 0x80);
		events->index--;
	}
	while (events->index < mark->index && events->offset < events->source->length) {
		events->offset++;
		while (((unsigned char)bytes[events->offset] & 0xC0) == 0x80)
			events->offset++;
		events->index++;
	}
	return events->offset;
}

static struct place
place_of(struct yaml_events *events, const yaml_mark_t *start, const yaml_mark_t *end)
{
	const uint32_t from = offset_of(events, start);

	return (struct place){events->source, from, offset_of(events, end)};
}

/* Reports the most frequent mistakes in plainer words than libyaml has. False for others. */
static bool
report_plainly(struct yaml_events *events, struct place place, const char *problem, char character)
{
	const yaml_parser_t *parser = &events->parser;
	const bool at_start = strstr(problem, "cannot start any token");

	if (at_start && character == '\t')
		diagnostic_error(events->diagnostics, place, MISTAKE_YAML_TAB);
	else if (at_start && character && strchr("@`%", character))
		diagnostic_error(events->diagnostics, place, MISTAKE_YAML_CHARACTER, character);
	else if (strstr(problem, "mapping values are not allowed"))
		diagnostic_error(events->diagnostics, place, MISTAKE_YAML_COLON);
	else if (parser->context && strstr(parser->context, "quoted scalar") &&
		 strstr(problem, "end of stream"))
		diagnostic_error(events->diagnostics,
			place_of(events, &parser->context_mark, &parser->context_mark),
			MISTAKE_YAML_QUOTE);
	else
		return false;
	return true;
}

static void
report_syntax(struct yaml_events *events)
{
	const yaml_parser_t *parser = &events->parser;

	events->failed = true;
	if (parser->error == YAML_MEMORY_ERROR)
		failure_without_memory();
	const struct place place = place_of(events, &parser->problem_mark, &parser->problem_mark);
	const char *problem = parser->problem ? parser->problem : "cannot be read";
	const char character =
		place.start < events->source->length ? events->source->bytes[place.start] : '\0';

	if (report_plainly(events, place, problem, character))
		return;
	diagnostic_error(events->diagnostics, place, MISTAKE_YAML_SYNTAX, problem);
	if (parser->context && parser->context_mark.index != parser->problem_mark.index)
		diagnostic_note(events->diagnostics,
			place_of(events, &parser->context_mark, &parser->context_mark),
			NOTE_YAML_CONTEXT, parser->context);
}

/*
 * Reports the first byte that is not UTF-8, and characters that YAML 1.2.2, section 5.1, excludes.
 */
static bool
check_characters(const struct source *source, struct diagnostics *diagnostics)
{
	const size_t before = diagnostics->errors;

	if (source->length >= 2 && (memcmp(source->bytes, "\xFF\xFE", 2) == 0 ||
					   memcmp(source->bytes, "\xFE\xFF", 2) == 0)) {
		diagnostic_error(diagnostics, (struct place){source, 0, 0}, MISTAKE_ENCODING);
		return false;
	}
	for (uint32_t at = 0; at < source->length;) {
		uint32_t point;
		const uint32_t size =
			(uint32_t)text_decode(source->bytes + at, source->length - at, &point);
		const struct place place = {source, at, at + 1};

		if (!size) {
			diagnostic_error(diagnostics, place, MISTAKE_INVALID_BYTE,
				(unsigned char)source->bytes[at]);
			return false;
		}
		if ((point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
			(point >= 0x7F && point < 0xA0 && point != 0x85) || point == 0xFFFE ||
			point == 0xFFFF)
			diagnostic_error(
				diagnostics, place, MISTAKE_CONTROL_CHARACTER, (unsigned)point);
		at += size;
	}
	return diagnostics->errors == before;
}

/* Reports the first %TAG line that is too long or one too many. */
static bool
check_directives(const struct source *source, struct diagnostics *diagnostics)
{
	static const char word[] = "%TAG";
	const char *end = source->bytes + source->length, *line_end;
	int count = 0;

	for (const char *line = source->bytes; line < end; line = line_end + 1) {
		line_end = memchr(line, '\n', (size_t)(end - line));
		if (!line_end)
			line_end = end;
		if ((size_t)(line_end - line) < strlen(word) ||
			memcmp(line, word, strlen(word)) != 0)
			continue;
		const bool is_long = line_end - line > DIRECTIVE_LONGEST;
		const uint32_t start = (uint32_t)(line - source->bytes);
		const struct place place = {source, start, start + (uint32_t)strlen(word)};

		if (is_long)
			diagnostic_error(
				diagnostics, place, MISTAKE_DIRECTIVE_TOO_LONG, DIRECTIVE_LONGEST);
		else if (++count > DIRECTIVES_MOST)
			diagnostic_error(
				diagnostics, place, MISTAKE_TOO_MANY_DIRECTIVES, DIRECTIVES_MOST);
		else
			continue;
		return false;
	}
	return true;
}

struct yaml_events *
yaml_events_open(const struct source *source, struct arena *arena, struct diagnostics *diagnostics)
{
	struct yaml_events *events = arena_allocate(arena, sizeof(*events));
	uint32_t start = 0;

	if (!check_characters(source, diagnostics) || !check_directives(source, diagnostics))
		return NULL;
	events->source = source;
	events->diagnostics = diagnostics;
	if (!yaml_parser_initialize(&events->parser))
		failure_without_memory();
	yaml_parser_set_encoding(&events->parser, YAML_UTF8_ENCODING);
	if (source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0)
		start = 3; /* the byte-order mark, which libyaml would count */
	events->offset = start;
	yaml_parser_set_input_string(&events->parser, (const unsigned char *)source->bytes + start,
		source->length - start);
	return events;
}

static enum yaml_kind
kind_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return YAML_DOCUMENT;
	case YAML_SCALAR_EVENT:
		return YAML_SCALAR;
	case YAML_ALIAS_EVENT:
		return YAML_ALIAS;
	case YAML_SEQUENCE_START_EVENT:
		return YAML_LIST;
	case YAML_SEQUENCE_END_EVENT:
		return YAML_LIST_END;
	case YAML_MAPPING_START_EVENT:
		return YAML_MAP;
	case YAML_MAPPING_END_EVENT:
		return YAML_MAP_END;
	case YAML_STREAM_END_EVENT:
		return YAML_END;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	default:
		return YAML_OTHER;
	}
}

/* What stands before a value: its anchor and its tag. */
static void
set_properties(struct yaml_event *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	event->anchor = (const char *)anchor;
	event->tag = (const char *)tag;
}

static void
set_scalar(struct yaml_event *event, const yaml_event_t *from)
{
	set_properties(event, from->data.scalar.anchor, from->data.scalar.tag);
	event->text = (const char *)from->data.scalar.value;
	event->length = from->data.scalar.length;
	event->plain = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->tag;
}

bool
yaml_events_next(struct yaml_events *events, struct yaml_event *event)
{
	const yaml_event_t *from = &events->event;

	if (events->failed)
		return false;
	yaml_event_delete(&events->event);
	if (!yaml_parser_parse(&events->parser, &events->event)) {
		report_syntax(events);
		return false;
	}
	*event = (struct yaml_event){.kind = kind_of(from),
		.place = place_of(events, &from->start_mark, &from->end_mark)};
	if (event->kind == YAML_SCALAR)
		set_scalar(event, from);
	else if (event->kind == YAML_ALIAS)
		set_properties(event, from->data.alias.anchor, NULL);
	else if (event->kind == YAML_LIST)
		set_properties(
			event, from->data.sequence_start.anchor, from->data.sequence_start.tag);
	else if (event->kind == YAML_MAP)
		set_properties(
			event, from->data.mapping_start.anchor, from->data.mapping_start.tag);
	return true;
}

void
yaml_events_close(struct yaml_events *events)
{
	yaml_event_delete(&events->event);
	yaml_parser_delete(&events->parser);
}
