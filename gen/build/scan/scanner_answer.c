#include "build/scan/scanner_answer.h"

#include <stddef.h>

#include "document/node.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { LONGEST = 500 }; /* bytes of a text that are kept */

static const struct node *
member(const struct node *map, const char *key)
{
	return map && map->kind == NODE_MAP ? node_get(map, key) : NULL;
}

/* Appends a text as far as it may be kept. */
static void
append(struct text *text, const char *bytes, size_t length)
{
	for (size_t at = 0, size; at < length; at += size) {
		uint32_t point;

		size = text_decode(bytes + at, length - at, &point);
		if (text->length + size > LONGEST) {
			text_append_string(text, "…");
			return;
		}
		text_append_code_point(text, size ? point : 0xFFFD);
		size += !size;
	}
}

const char *
scanner_answer_text(struct arena *arena, const struct node *map, const char *key)
{
	const struct node *node = member(map, key);
	struct text text = TEXT_EMPTY;

	if (!node || node->kind != NODE_SCALAR || node_is_null(node))
		return "";
	append(&text, node->text, node->length);
	const char *kept = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return kept;
}

const struct node *
scanner_answer_list(const struct node *map, const char *key)
{
	static const struct node empty = {.kind = NODE_LIST};
	const struct node *list = member(map, key);

	return list && list->kind == NODE_LIST ? list : &empty;
}

const char *
scanner_answer_texts(
	struct arena *arena, const struct node *map, const char *key, const char *between)
{
	const struct node *list = scanner_answer_list(map, key);
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < list->count && text.length <= LONGEST; i++) {
		const struct node *item = list->items[i];

		if (item->kind != NODE_SCALAR)
			continue;
		text_append_string(&text, text.length ? between : "");
		append(&text, item->text, item->length);
	}
	const char *kept = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return kept;
}
