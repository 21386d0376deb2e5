#include "document/document.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "document/json.h"
#include "document/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/failure.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The most values of a document with every alias replaced: so many, or one for so many bytes of a
 * large file. Even ten thousand images on a line each have fewer; what has more costs only time.
 */
enum { VALUES_MOST = 1 << 18, VALUES_BYTES = 4 };

/* libyaml looks through all %TAG lines for each of them, and copies the prefix for each tag. */
enum { DIRECTIVES_MOST = 32, DIRECTIVE_LONGEST = 256 };

enum { KEY_LONGEST = 1024 }; /* bytes: an alias can say a key again and again */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; owned by the reader until advance */
	const struct source *source;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct map anchors;   /* name → struct anchor */
	struct map key_texts; /* each text of a key once, for what looks them up by the thousand */
	uint32_t start;       /* behind the byte-order mark */
	uint32_t index, offset; /* one place, in code points (libyaml's) and in bytes (ours) */
	uint32_t values;        /* read so far */
	int depth;
	bool failed; /* nothing more can be read */
};

struct anchor {
	struct node *node; /* NULL while the node is being read */
};

static struct node *
read_node(struct reader *reader);

/* The byte offset of libyaml's mark, which counts code points. Marks come nearly in order. */
static uint32_t
offset_of(struct reader *reader, const yaml_mark_t *mark)
{
	const char *bytes = reader->source->bytes;

	while (reader->index > mark->index) {
		do
			reader->offset--;
		while (((unsigned char)bytes[reader->offset] & 0xC0) == 0x80);
		reader->index--;
	}
	while (reader->index < mark->index && reader->offset < reader->source->length) {
		reader->offset++;
		while (((unsigned char)bytes[reader->offset] & 0xC0) == 0x80)
			reader->offset++;
		reader->index++;
	}
	return reader->offset;
}

static struct place
place_of(struct reader *reader, const yaml_mark_t *start, const yaml_mark_t *end)
{
	const uint32_t from = offset_of(reader, start);

	return (struct place){reader->source, from, offset_of(reader, end)};
}

static struct place
event_place(struct reader *reader)
{
	return place_of(reader, &reader->event.start_mark, &reader->event.end_mark);
}

/* Says the most frequent mistakes plainer than libyaml does; false for others. */
static bool
report_plainly(struct reader *reader, struct place place, const char *problem, char character)
{
	const yaml_parser_t *parser = &reader->parser;
	const bool at_start = strstr(problem, "cannot start any token");

	if (at_start && character == '\t')
		diagnostic_error(reader->diagnostics, place, MISTAKE_YAML_TAB);
	else if (at_start && character && strchr("@`%", character))
		diagnostic_error(reader->diagnostics, place, MISTAKE_YAML_CHARACTER, character);
	else if (strstr(problem, "mapping values are not allowed"))
		diagnostic_error(reader->diagnostics, place, MISTAKE_YAML_COLON);
	else if (parser->context && strstr(parser->context, "quoted scalar") &&
		 strstr(problem, "end of stream"))
		diagnostic_error(reader->diagnostics,
			place_of(reader, &parser->context_mark, &parser->context_mark),
			MISTAKE_YAML_QUOTE);
	else
		return false;
	return true;
}

static void
report_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;

	reader->failed = true;
	if (parser->error == YAML_MEMORY_ERROR)
		failure_without_memory();
	const struct place place = place_of(reader, &parser->problem_mark, &parser->problem_mark);
	const char *problem = parser->problem ? parser->problem : "cannot be read";
	const char character =
		place.start < reader->source->length ? reader->source->bytes[place.start] : '\0';

	if (report_plainly(reader, place, problem, character))
		return;
	diagnostic_error(reader->diagnostics, place, MISTAKE_YAML_SYNTAX, problem);
	if (parser->context && parser->context_mark.index != parser->problem_mark.index)
		diagnostic_note(reader->diagnostics,
			place_of(reader, &parser->context_mark, &parser->context_mark),
			NOTE_YAML_CONTEXT, parser->context);
}

/* Goes to the next event; false when there is none. */
static bool
advance(struct reader *reader)
{
	if (reader->failed)
		return false;
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event))
		report_syntax(reader);
	return !reader->failed;
}

static void
give_up(struct reader *reader)
{
	reader->failed = true;
}

/* Stops at more values than a file of this size may hold. */
static void
check_size(struct reader *reader, uint32_t values, struct place place)
{
	const uint32_t by_size = reader->source->length / VALUES_BYTES,
		       most = by_size > VALUES_MOST ? by_size : VALUES_MOST;

	if (values <= most || reader->failed)
		return;
	diagnostic_error(reader->diagnostics, place, MISTAKE_TOO_MANY_VALUES, most);
	give_up(reader);
}

static struct node *
new_node(struct reader *reader, enum node_kind kind)
{
	struct node *node = arena_allocate(reader->arena, sizeof(*node));

	node->kind = kind;
	node->place = event_place(reader);
	node->expanded = 1;
	check_size(reader, ++reader->values, node->place);
	return node;
}

/* Adds a child's values to its parent's count, which aliases can make huge (DESIGN: images.yaml). */
static void
count_child(struct reader *reader, struct node *parent, const struct node *child)
{
	parent->expanded += child->expanded;
	check_size(reader, parent->expanded, child->place);
}

/* Whether a tag is one of the core schema's or the non-specific one (YAML 1.2.2, 10.3). */
static bool
tag_is_core(const char *tag)
{
	static const char *const known[] = {"str", "int", "float", "bool", "null", "map", "seq"};
	const size_t prefix = strlen("tag:yaml.org,2002:");

	if (!tag || strcmp(tag, "!") == 0)
		return true;
	if (strncmp(tag, "tag:yaml.org,2002:", prefix) != 0)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(tag + prefix, known[i]) == 0)
			return true;
	return false;
}

static void
check_tag(struct reader *reader, const yaml_char_t *tag, struct place place)
{
	if (!tag_is_core((const char *)tag))
		diagnostic_error(
			reader->diagnostics, place, MISTAKE_FOREIGN_TAG, (const char *)tag);
}

static struct anchor *
open_anchor(struct reader *reader, const yaml_char_t *name)
{
	if (!name)
		return NULL;
	struct anchor *anchor = arena_allocate(reader->arena, sizeof(*anchor));
	const char *key = arena_string(reader->arena, (const char *)name);

	map_set(&reader->anchors, reader->arena, key, strlen(key), anchor);
	return anchor;
}

static struct node *
read_scalar(struct reader *reader)
{
	struct node *node = new_node(reader, NODE_SCALAR);
	const char *text = (const char *)reader->event.data.scalar.value;
	const yaml_char_t *tag = reader->event.data.scalar.tag;

	node->length = reader->event.data.scalar.length;
	node->text = arena_copy(reader->arena, text, node->length);
	node->plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !tag;
	check_tag(reader, tag, node->place);
	if (memchr(text, '\0', node->length))
		diagnostic_error(reader->diagnostics, node->place, MISTAKE_NUL_IN_SCALAR);
	struct anchor *anchor = open_anchor(reader, reader->event.data.scalar.anchor);

	if (anchor)
		anchor->node = node;
	return node;
}

static struct node *
read_alias(struct reader *reader)
{
	const char *name = (const char *)reader->event.data.alias.anchor;
	const struct anchor *anchor = map_get(&reader->anchors, name, strlen(name));

	if (anchor && anchor->node)
		return anchor->node;
	diagnostic_error(reader->diagnostics, event_place(reader),
		anchor ? MISTAKE_OPEN_ANCHOR : MISTAKE_UNKNOWN_ANCHOR, name);
	return NULL;
}

static void
read_items(struct reader *reader, struct node *list)
{
	while (advance(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) {
		struct node *item = read_node(reader);

		if (!item)
			continue;
		*ARENA_ADD(reader->arena, list->items, list->count) = item;
		count_child(reader, list, item);
	}
}

/* The entries of a map under construction, with the means to see a duplicate. */
struct entries {
	struct node *map;
	struct map keys; /* key → number of its entry + 1 */
};

static struct node_entry *
find_entry(struct entries *entries, const struct node *key)
{
	const size_t number = (size_t)(uintptr_t)map_get(&entries->keys, key->text, key->length);

	return number ? &entries->map->entries[number - 1] : NULL;
}

static void
add_entry(struct reader *reader, struct entries *entries, struct node *key, struct node *value)
{
	struct node *map = entries->map;
	if (map->entry_count == DOCUMENT_KEYS_MOST) {
		diagnostic_error(
			reader->diagnostics, key->place, MISTAKE_TOO_MANY_KEYS, DOCUMENT_KEYS_MOST);
		give_up(reader);
		return;
	}
	key->text = map_intern(&reader->key_texts, reader->arena, key->text, key->length);
	*ARENA_ADD(reader->arena, map->entries, map->entry_count) = (struct node_entry){key, value};
	map_set(&entries->keys, reader->arena, key->text, key->length,
		(void *)(uintptr_t)map->entry_count);
	count_child(reader, map, value);
}

/* Adds what `from` has and the map has not yet (yaml.org/type/merge: the first to set a key wins). */
static void
merge_map(struct reader *reader, struct entries *entries, const struct node *from)
{
	for (size_t i = 0; i < from->entry_count; i++)
		if (!find_entry(entries, from->entries[i].key))
			add_entry(reader, entries, from->entries[i].key, from->entries[i].value);
}

static void
merge(struct reader *reader, struct entries *entries, const struct node *value)
{
	if (value->kind == NODE_MAP) {
		merge_map(reader, entries, value);
		return;
	}
	for (size_t i = 0; value->kind == NODE_LIST && i < value->count; i++) {
		if (value->items[i]->kind == NODE_MAP)
			merge_map(reader, entries, value->items[i]);
		else
			diagnostic_error(
				reader->diagnostics, value->items[i]->place, MISTAKE_MERGE_NOT_MAP);
	}
	if (value->kind == NODE_SCALAR)
		diagnostic_error(reader->diagnostics, value->place, MISTAKE_MERGE_NOT_MAP);
}

static bool
is_merge_key(const struct node *key)
{
	return key->plain && key->length == 2 && memcmp(key->text, "<<", 2) == 0;
}

/* Whether `key` can be added to the written entries; reports it if not. */
static bool
check_key(struct reader *reader, struct entries *written, const struct node *key)
{
	if (key->kind != NODE_SCALAR) {
		const uint32_t start = key->place.start;
		const bool braces = key->kind == NODE_MAP && start > 0 &&
				    memcmp(reader->source->bytes + start - 1, "{{", 2) == 0;

		diagnostic_error(reader->diagnostics, key->place,
			braces ? MISTAKE_BRACES_NOT_QUOTED : MISTAKE_KEY_NOT_SCALAR);
		return false;
	}
	if (key->length > KEY_LONGEST) {
		diagnostic_error(
			reader->diagnostics, key->place, MISTAKE_KEY_TOO_LONG, KEY_LONGEST);
		return false;
	}
	const struct node_entry *before = find_entry(written, key);

	if (!before)
		return true;
	diagnostic_error(reader->diagnostics, key->place, MISTAKE_DUPLICATE_KEY, key->text);
	diagnostic_note(reader->diagnostics, before->key->place, NOTE_FIRST_KEY);
	return false;
}

/* What a map has by merging comes first, as with other readers; what it says itself wins. */
static void
resolve_merge(struct reader *reader, struct node *map, const struct node *written,
	const struct node *merged)
{
	struct entries entries = {.map = map};

	merge(reader, &entries, merged);
	for (size_t i = 0; i < written->entry_count; i++) {
		struct node_entry *entry = find_entry(&entries, written->entries[i].key);

		if (entry)
			*entry = written->entries[i];
		else
			add_entry(reader, &entries, written->entries[i].key,
				written->entries[i].value);
	}
}

static void
read_entries(struct reader *reader, struct node *map)
{
	struct entries written = {.map = map};
	struct node *merged = NULL, *merge_key = NULL;

	while (advance(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
		struct node *key = read_node(reader);
		struct node *value = advance(reader) ? read_node(reader) : NULL;

		if (!key || !value || !check_key(reader, &written, key))
			continue;
		if (is_merge_key(key) && merged) {
			diagnostic_error(
				reader->diagnostics, key->place, MISTAKE_DUPLICATE_KEY, key->text);
			diagnostic_note(reader->diagnostics, merge_key->place, NOTE_FIRST_KEY);
		} else if (is_merge_key(key)) {
			merge_key = key;
			merged = value;
		} else
			add_entry(reader, &written, key, value);
	}
	if (merged && !reader->failed) {
		const struct node own = *map;

		map->entries = NULL;
		map->entry_count = 0;
		resolve_merge(reader, map, &own, merged);
	}
}

static struct node *
read_collection(struct reader *reader, enum node_kind kind)
{
	struct node *node = new_node(reader, kind);
	const yaml_event_t *event = &reader->event;
	const bool list = kind == NODE_LIST;

	check_tag(reader, list ? event->data.sequence_start.tag : event->data.mapping_start.tag,
		node->place);
	struct anchor *anchor = open_anchor(reader,
		list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor);

	if (++reader->depth > DOCUMENT_DEEPEST) {
		diagnostic_error(
			reader->diagnostics, node->place, MISTAKE_TOO_DEEP, DOCUMENT_DEEPEST);
		give_up(reader);
	}
	if (list)
		read_items(reader, node);
	else
		read_entries(reader, node);
	reader->depth--;
	if (anchor)
		anchor->node = node;
	return node;
}

/* The node that the current event starts; NULL for one that cannot be had. */
static struct node *
read_node(struct reader *reader)
{
	switch (reader->event.type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(reader);
	case YAML_ALIAS_EVENT:
		return read_alias(reader);
	case YAML_SEQUENCE_START_EVENT:
		return read_collection(reader, NODE_LIST);
	case YAML_MAPPING_START_EVENT:
		return read_collection(reader, NODE_MAP);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
	default:
		return NULL;
	}
}

static struct node *
read_stream(struct reader *reader)
{
	struct node *root = NULL;

	while (advance(reader) && reader->event.type != YAML_STREAM_END_EVENT) {
		if (reader->event.type == YAML_DOCUMENT_START_EVENT && root) {
			diagnostic_error(
				reader->diagnostics, event_place(reader), MISTAKE_SECOND_DOCUMENT);
			return root;
		}
		if (reader->event.type == YAML_DOCUMENT_START_EVENT && advance(reader))
			root = read_node(reader);
	}
	if (!root && !reader->failed)
		diagnostic_error(reader->diagnostics, (struct place){reader->source, 0, 0},
			MISTAKE_EMPTY_DOCUMENT);
	return reader->failed ? NULL : root;
}

/* Reports the first byte that is not UTF-8, and characters that YAML 1.2.2, section 5.1, excludes. */
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

struct node *
document_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics)
{
	struct reader reader = {.source = source, .arena = arena, .diagnostics = diagnostics};
	struct node *json = json_read(source, arena);

	if (json)
		return json;
	if (!check_characters(source, diagnostics) || !check_directives(source, diagnostics))
		return NULL;
	if (!yaml_parser_initialize(&reader.parser))
		failure_without_memory();
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	if (source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0)
		reader.start = reader.offset = 3;
	yaml_parser_set_input_string(&reader.parser,
		(const unsigned char *)source->bytes + reader.start, source->length - reader.start);
	struct node *root = read_stream(&reader);

	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return root;
}
