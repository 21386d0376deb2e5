#include "document/node_writer.h"

#include <string.h>

#include "document/node.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether a text can stand in YAML without quotes and is read as a text again. */
static bool
is_plain_word(const char *text, size_t length)
{
	static const char *const others[] = {
		"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
	char lower[8] = "";

	for (size_t i = 0; i < length; i++) {
		const bool letter = (text[i] >= 'a' && text[i] <= 'z') ||
				    (text[i] >= 'A' && text[i] <= 'Z') || text[i] == '/';

		if (!letter && (i == 0 || !strchr("0123456789._-", text[i])))
			return false;
		if (length < sizeof(lower))
			lower[i] = (char)(text[i] | 0x20);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(lower, others[i]) == 0)
			return false;
	return length > 0;
}

static void
append_scalar(struct text *text, const struct node *scalar)
{
	if (scalar->plain || is_plain_word(scalar->text, scalar->length))
		text_append(text, scalar->text, scalar->length);
	else
		text_append_json(text, scalar->text, scalar->length);
}

static void
indent(struct text *text, int depth)
{
	text_format(text, "%*s", depth * 2, "");
}

void
node_append_yaml(struct text *text, const struct node *node, int depth, node_comment *comment,
	const void *data)
{
	if (node->kind == NODE_SCALAR) {
		text_append_character(text, ' ');
		append_scalar(text, node);
		comment(text, node, data);
		text_append_character(text, '\n');
		return;
	}
	if ((node->kind == NODE_LIST ? node->count : node->entry_count) == 0) {
		text_append_string(text, node->kind == NODE_LIST ? " []\n" : " {}\n");
		return;
	}
	text_append_character(text, '\n');
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
		indent(text, depth);
		text_append_character(text, '-');
		node_append_yaml(text, node->items[i], depth + 1, comment, data);
	}
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++) {
		indent(text, depth);
		append_scalar(text, node->entries[i].key);
		text_append_character(text, ':');
		node_append_yaml(text, node->entries[i].value, depth + 1, comment, data);
	}
}

void
node_write_json(struct json_writer *writer, const struct node *scalar)
{
	const enum scalar_type type = node_scalar_type(scalar);
	int64_t integer;

	if (type == SCALAR_BOOLEAN)
		json_boolean(writer, node_is_true(scalar));
	else if (type == SCALAR_INTEGER && node_integer(scalar, &integer))
		json_integer(writer, integer);
	else
		json_string(writer, scalar->text);
}
