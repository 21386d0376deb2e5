#include "document/json.h"

#include <stdbool.h>
#include <string.h>

#include "document/document.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

struct json_reader {
	const struct source *source;
	struct arena *arena;
	struct text text; /* of the string being read */
	struct map keys;  /* each text of a key once */
	uint32_t at;
	int depth;
};

static struct node *
read_value(struct json_reader *reader);

/* The byte at the current place; NUL at the end. */
static char
current(const struct json_reader *reader)
{
	return reader->at < reader->source->length ? reader->source->bytes[reader->at] : '\0';
}

static void
skip_space(struct json_reader *reader)
{
	while (current(reader) && strchr(" \t\r\n", current(reader)))
		reader->at++;
}

static bool
skip(struct json_reader *reader, char character)
{
	skip_space(reader);
	if (current(reader) != character)
		return false;
	reader->at++;
	return true;
}

static struct node *
new_node(struct json_reader *reader, enum node_kind kind)
{
	struct node *node = arena_allocate(reader->arena, sizeof(*node));

	node->kind = kind;
	node->expanded = 1;
	node->place = (struct place){reader->source, reader->at, reader->at};
	return node;
}

static struct node *
finish(struct json_reader *reader, struct node *node)
{
	node->place.end = reader->at;
	return node;
}

/* Four hexadecimal digits. */
static bool
read_unit(struct json_reader *reader, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		const char digit = current(reader);
		const char *const digits = "0123456789abcdef";
		const char *found =
			digit ? strchr(digits, digit < 'a' && digit > '9' ? digit | 0x20 : digit)
			      : NULL;

		if (!found)
			return false;
		*unit = *unit << 4 | (uint32_t)(found - digits);
		reader->at++;
	}
	return true;
}

/*
 * Reads what follows \u: a code point, or the first half of one and the second (RFC 8259, section
 * 7).
 */
static bool
read_point(struct json_reader *reader)
{
	uint32_t point, low;

	if (!read_unit(reader, &point) || point == 0 || (point >= 0xDC00 && point < 0xE000))
		return false;
	if (point >= 0xD800 && point < 0xDC00) {
		if (current(reader) != '\\')
			return false;
		reader->at++;
		if (current(reader) != 'u')
			return false;
		reader->at++;
		if (!read_unit(reader, &low) || low < 0xDC00 || low >= 0xE000)
			return false;
		point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
	}
	text_append_code_point(&reader->text, point);
	return true;
}

static bool
read_escape(struct json_reader *reader)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char letter = current(reader);
	const char *found = letter ? strchr(letters, letter) : NULL;

	reader->at++;
	if (letter == 'u')
		return read_point(reader);
	if (!found)
		return false;
	text_append_character(&reader->text, meant[found - letters]);
	return true;
}

/* Reads characters up to a quote or a backslash. False at one that JSON does not allow. */
static bool
read_plain(struct json_reader *reader)
{
	const char *bytes = reader->source->bytes;
	const uint32_t start = reader->at;

	while (current(reader) != '"' && current(reader) != '\\') {
		uint32_t point;
		const size_t size = text_decode(
			bytes + reader->at, reader->source->length - reader->at, &point);

		if (!size || point < 0x20)
			return false;
		reader->at += (uint32_t)size;
	}
	text_append(&reader->text, bytes + start, reader->at - start);
	return true;
}

/* Reads a string. All keys with the same text share one copy of it. */
static struct node *
read_string(struct json_reader *reader, bool is_key)
{
	struct node *node = new_node(reader, NODE_SCALAR);

	text_clear(&reader->text);
	for (reader->at++; read_plain(reader) && current(reader) == '\\';) {
		reader->at++;
		if (!read_escape(reader))
			return NULL;
	}
	if (current(reader) != '"')
		return NULL;
	reader->at++;
	node->length = reader->text.length;
	node->text =
		is_key ? map_intern(&reader->keys, reader->arena, reader->text.bytes, node->length)
		       : arena_copy(reader->arena, reader->text.bytes, node->length);
	return finish(reader, node);
}

static size_t
count_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)? */
static bool
is_number(const char *text)
{
	size_t digits;

	text += *text == '-';
	digits = count_digits(text);
	if (!digits || (digits > 1 && *text == '0'))
		return false;
	text += digits;
	if (*text == '.') {
		digits = count_digits(text + 1);
		text += digits + 1;
	}
	if (digits && (*text == 'e' || *text == 'E')) {
		text += 1 + (text[1] == '-' || text[1] == '+');
		digits = count_digits(text);
		text += digits;
	}
	return digits && !*text;
}

/* true, false, null or a number: what they mean is decided as for a plain scalar of YAML. */
static struct node *
read_word(struct json_reader *reader)
{
	struct node *node = new_node(reader, NODE_SCALAR);
	const uint32_t start = reader->at;

	while (current(reader) &&
		strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", current(reader)))
		reader->at++;
	node->plain = true;
	node->length = reader->at - start;
	node->text = arena_copy(reader->arena, reader->source->bytes + start, node->length);
	if (!node_is(node, "true") && !node_is(node, "false") && !node_is(node, "null") &&
		!is_number(node->text))
		return NULL;
	return finish(reader, node);
}

static struct node *
read_items(struct json_reader *reader)
{
	struct node *list = new_node(reader, NODE_LIST);

	reader->at++;
	if (skip(reader, ']'))
		return finish(reader, list);
	do {
		struct node *item = read_value(reader);

		if (!item)
			return NULL;
		*ARENA_ADD(reader->arena, list->items, list->count) = item;
		list->expanded += item->expanded;
	} while (skip(reader, ','));
	return skip(reader, ']') ? finish(reader, list) : NULL;
}

static struct node *
read_entries(struct json_reader *reader)
{
	struct node *map = new_node(reader, NODE_MAP);
	struct map keys = {0};

	reader->at++;
	if (skip(reader, '}'))
		return finish(reader, map);
	do {
		skip_space(reader);
		struct node *key = current(reader) == '"' ? read_string(reader, true) : NULL;
		struct node *value = key && skip(reader, ':') ? read_value(reader) : NULL;

		if (!value || map_get(&keys, key->text, key->length))
			return NULL;
		map_set(&keys, reader->arena, key->text, key->length, key);
		*ARENA_ADD(reader->arena, map->entries, map->entry_count) =
			(struct node_entry){key, value};
		map->expanded += value->expanded;
	} while (skip(reader, ','));
	return skip(reader, '}') ? finish(reader, map) : NULL;
}

static struct node *
read_value(struct json_reader *reader)
{
	struct node *node;

	skip_space(reader);
	if (current(reader) == '"')
		return read_string(reader, false);
	if (current(reader) != '[' && current(reader) != '{')
		return read_word(reader);
	if (++reader->depth > DOCUMENT_DEEPEST)
		return NULL;
	node = current(reader) == '[' ? read_items(reader) : read_entries(reader);
	reader->depth--;
	return node;
}

struct node *
json_read(const struct source *source, struct arena *arena)
{
	struct json_reader reader = {.source = source, .arena = arena, .text = TEXT_EMPTY};
	struct node *node = read_value(&reader);

	skip_space(&reader);
	text_free(&reader.text);
	return reader.at == source->length ? node : NULL;
}
