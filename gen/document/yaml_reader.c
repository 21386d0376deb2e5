#include "document/yaml_reader.h"

#include <string.h>

#include "document/document.h"
#include "document/mistakes.h"
#include "document/yaml_events.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/banned.h"

/*
 * The most values of a document with every alias replaced: so many, or one for so many bytes of a
 * large file. Even ten thousand images on a line each have fewer; what has more costs only time.
 */
enum { VALUES_MOST = 1 << 18, VALUES_BYTES = 4 };

enum { KEY_LONGEST = 1024 }; /* bytes: an alias can say a key again and again */

struct yaml_reader {
	struct yaml_events *events;
	struct yaml_event event; /* the current one */
	const struct source *source;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct map anchors;   /* name → struct anchor */
	struct map key_texts; /* each text of a key once, for what looks them up by the thousand */
	uint32_t values;      /* read so far */
	int depth;
	bool failed; /* nothing more can be read */
};

struct anchor {
	struct node *node; /* NULL while the node is being read */
};

static struct node *
read_node(struct yaml_reader *reader);

/* Goes to the next event; false when there is none. */
static bool
advance(struct yaml_reader *reader)
{
	if (!reader->failed)
		reader->failed = !yaml_events_next(reader->events, &reader->event);
	return !reader->failed;
}

static void
give_up(struct yaml_reader *reader)
{
	reader->failed = true;
}

/* Stops the reading at more values than a file of this size can have. */
static void
check_size(struct yaml_reader *reader, uint32_t values, struct place place)
{
	const uint32_t by_size = reader->source->length / VALUES_BYTES,
		       most = by_size > VALUES_MOST ? by_size : VALUES_MOST;

	if (values <= most || reader->failed)
		return;
	diagnostic_error(reader->diagnostics, place, MISTAKE_TOO_MANY_VALUES, most);
	give_up(reader);
}

static struct node *
new_node(struct yaml_reader *reader, enum node_kind kind)
{
	struct node *node = arena_allocate(reader->arena, sizeof(*node));

	node->kind = kind;
	node->place = reader->event.place;
	node->expanded = 1;
	check_size(reader, ++reader->values, node->place);
	return node;
}

/*
 * Adds a child's values to its parent's count, which aliases can make huge (images.yaml(5),
 * LIMITS).
 */
static void
count_child(struct yaml_reader *reader, struct node *parent, const struct node *child)
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
check_tag(struct yaml_reader *reader, struct place place)
{
	const char *tag = reader->event.tag;

	if (!tag_is_core(tag))
		diagnostic_error(reader->diagnostics, place, MISTAKE_FOREIGN_TAG, tag);
}

/* The anchor of the current event; NULL: it has none. */
static struct anchor *
open_anchor(struct yaml_reader *reader)
{
	if (!reader->event.anchor)
		return NULL;
	struct anchor *anchor = arena_allocate(reader->arena, sizeof(*anchor));
	const char *key = arena_string(reader->arena, reader->event.anchor);

	map_set(&reader->anchors, reader->arena, key, strlen(key), anchor);
	return anchor;
}

static struct node *
read_scalar(struct yaml_reader *reader)
{
	struct node *node = new_node(reader, NODE_SCALAR);

	node->length = reader->event.length;
	node->text = arena_copy(reader->arena, reader->event.text, node->length);
	node->plain = reader->event.plain;
	check_tag(reader, node->place);
	if (memchr(node->text, '\0', node->length))
		diagnostic_error(reader->diagnostics, node->place, MISTAKE_NUL_IN_SCALAR);
	struct anchor *anchor = open_anchor(reader);

	if (anchor)
		anchor->node = node;
	return node;
}

static struct node *
read_alias(struct yaml_reader *reader)
{
	const char *name = reader->event.anchor;
	const struct anchor *anchor = map_get(&reader->anchors, name, strlen(name));

	if (anchor && anchor->node)
		return anchor->node;
	diagnostic_error(reader->diagnostics, reader->event.place,
		anchor ? MISTAKE_OPEN_ANCHOR : MISTAKE_UNKNOWN_ANCHOR, name);
	return NULL;
}

static void
read_items(struct yaml_reader *reader, struct node *list)
{
	while (advance(reader) && reader->event.kind != YAML_LIST_END) {
		struct node *item = read_node(reader);

		if (!item)
			continue;
		*ARENA_ADD(reader->arena, list->items, list->count) = item;
		count_child(reader, list, item);
	}
}

/* A map that is being read, with an index of its keys that finds duplicates. */
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
add_entry(struct yaml_reader *reader, struct entries *entries, struct node *key, struct node *value)
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

/*
 * Adds what `from` has and the map has not yet (yaml.org/type/merge: the first to set a key wins).
 */
static void
merge_map(struct yaml_reader *reader, struct entries *entries, const struct node *from)
{
	for (size_t i = 0; i < from->entry_count; i++)
		if (!find_entry(entries, from->entries[i].key))
			add_entry(reader, entries, from->entries[i].key, from->entries[i].value);
}

static void
merge(struct yaml_reader *reader, struct entries *entries, const struct node *value)
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

/* Whether `key` can be added to the written entries; reports it where not. */
static bool
check_key(struct yaml_reader *reader, struct entries *written, const struct node *key)
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

/* Merged entries come first, as in other readers; entries of the map itself replace them. */
static void
resolve_merge(struct yaml_reader *reader, struct node *map, const struct node *written,
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
read_entries(struct yaml_reader *reader, struct node *map)
{
	struct entries written = {.map = map};
	struct node *merged = NULL, *merge_key = NULL;

	while (advance(reader) && reader->event.kind != YAML_MAP_END) {
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
read_collection(struct yaml_reader *reader, enum node_kind kind)
{
	struct node *node = new_node(reader, kind);

	check_tag(reader, node->place);
	struct anchor *anchor = open_anchor(reader);

	if (++reader->depth > DOCUMENT_DEEPEST) {
		diagnostic_error(
			reader->diagnostics, node->place, MISTAKE_TOO_DEEP, DOCUMENT_DEEPEST);
		give_up(reader);
	}
	if (kind == NODE_LIST)
		read_items(reader, node);
	else
		read_entries(reader, node);
	reader->depth--;
	if (anchor)
		anchor->node = node;
	return node;
}

/* Reads the node that the current event starts. NULL after a mistake in it. */
static struct node *
read_node(struct yaml_reader *reader)
{
	switch (reader->event.kind) {
	case YAML_SCALAR:
		return read_scalar(reader);
	case YAML_ALIAS:
		return read_alias(reader);
	case YAML_LIST:
		return read_collection(reader, NODE_LIST);
	case YAML_MAP:
		return read_collection(reader, NODE_MAP);
	case YAML_OTHER:
	case YAML_DOCUMENT:
	case YAML_LIST_END:
	case YAML_MAP_END:
	case YAML_END:
	default:
		return NULL;
	}
}

static struct node *
read_stream(struct yaml_reader *reader)
{
	struct node *root = NULL;

	while (advance(reader) && reader->event.kind != YAML_END) {
		if (reader->event.kind == YAML_DOCUMENT && root) {
			diagnostic_error(
				reader->diagnostics, reader->event.place, MISTAKE_SECOND_DOCUMENT);
			return root;
		}
		if (reader->event.kind == YAML_DOCUMENT && advance(reader))
			root = read_node(reader);
	}
	if (!root && !reader->failed)
		diagnostic_error(reader->diagnostics, (struct place){reader->source, 0, 0},
			MISTAKE_EMPTY_DOCUMENT);
	return reader->failed ? NULL : root;
}

struct node *
yaml_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics)
{
	struct yaml_reader reader = {.source = source, .arena = arena, .diagnostics = diagnostics};

	reader.events = yaml_events_open(source, arena, diagnostics);
	if (!reader.events)
		return NULL;
	struct node *root = read_stream(&reader);

	yaml_events_close(reader.events);
	return root;
}
