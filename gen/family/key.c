#include "family/key.h"

#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

static void
append_words(struct text *lines, const char *first, const char *second)
{
	text_append_string(lines, first);
	text_append_string(lines, second);
}

void
key_append_rest(struct text *lines, const struct variant *variant)
{
	const struct node *arguments = node_get(variant->resolved, "args"),
			  *platforms = node_get(variant->all, "platforms"),
			  *again = node_get(variant->resolved, "rebuild");

	for (size_t i = 0; arguments && i < arguments->entry_count; i++) {
		append_words(lines, "arg ", arguments->entries[i].key->text);
		append_words(lines, "=", arguments->entries[i].value->text);
		text_append_character(lines, '\n');
	}
	for (size_t i = 0; platforms && i < platforms->count; i++) {
		append_words(lines, "platform ", platforms->items[i]->text);
		text_append_character(lines, '\n');
	}
	if (again && again->length)
		text_format(lines, "rebuild %s\n", again->text);
	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];

		if (origin->parent)
			text_format(lines, "parent %s=%s\n", origin->argument,
				origin->parent->content_key);
		else
			text_format(lines, "base %s\n", origin->pinned);
	}
}

void
key_set(struct variant *variant, struct arena *arena, const char *tree_hash)
{
	struct text lines = TEXT_EMPTY;

	text_format(&lines, "tree %s\n", tree_hash);
	key_append_rest(&lines, variant);
	const struct object_id id = object_id_of_blob(lines.bytes, lines.length);

	variant->content_key = arena_string(arena, object_id_hex(&id).digits);
	text_free(&lines);
}
