#include "build/test/structure_values.h"

#include <ctype.h>
#include <string.h>

#include "adapters/regex.h"
#include "build/test/image_check.h"
#include "document/node.h"
#include "document/node_writer.h"
#include "family/structure/expression.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The name behind a dollar, and in `*length` how many bytes it takes with its braces. Without a name
 * the length is 0: the dollar stands for itself. (Go, os/env.go: getShellName)
 */
static const char *
name_behind(const char *at, size_t *name_length, size_t *length)
{
	const char *end = at;

	if (*at == '{') {
		end = strchr(at, '}');
		*name_length = end ? (size_t)(end - at) - 1 : 0;
		*length = end ? *name_length + 2 : 1;
		return at + 1;
	}
	if (*at && strchr("*#$@!?-0123456789", *at))
		end++;
	else
		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
	*name_length = *length = (size_t)(end - at);
	return at;
}

const char *
structure_expand(struct arena *arena, const char *text, const struct map *variables)
{
	struct text expanded = TEXT_EMPTY;

	while (*text) {
		size_t name_length, length;

		if (*text != '$') {
			text_append_character(&expanded, *text++);
			continue;
		}
		const char *name = name_behind(++text, &name_length, &length),
			   *value = map_get(variables, name, name_length);

		if (!length)
			text_append_character(&expanded, '$');
		else
			text_append_string(&expanded, value ? value : "");
		text += length;
	}
	const char *result = arena_copy(arena, expanded.bytes, expanded.length);

	text_free(&expanded);
	return result;
}

void
structure_fault(struct text *faults)
{
	if (faults->length)
		text_append_string(faults, "; ");
}

void
structure_judge(struct arena *arena, struct text *faults, struct check_result *result)
{
	result->state = faults->length ? CHECK_FAILED : CHECK_PASSED;
	result->message = arena_copy(arena, faults->bytes, faults->length);
	text_free(faults);
}

static enum regex_found
find(const char *expression, const char *bytes, size_t length)
{
	struct text translated = TEXT_EMPTY, why = TEXT_EMPTY;
	const char *refused;

	(void)expression_translate(expression, &translated, &refused);
	struct regex *regex = regex_compile_search(translated.bytes, &why);
	const enum regex_found found = regex ? regex_search(regex, bytes, length) : REGEX_TOO_MUCH;

	regex_free(regex);
	text_free(&translated);
	text_free(&why);
	return found;
}

void
structure_search(struct text *faults, const struct node *list, bool wanted, const char *what,
	const char *bytes, size_t length)
{
	for (size_t i = 0; list && i < list->count; i++) {
		const char *expression = list->items[i]->text;
		const enum regex_found found = find(expression, bytes, length);

		if (found == (wanted ? REGEX_FOUND : REGEX_NOT_FOUND))
			continue;
		structure_fault(faults);
		if (found == REGEX_TOO_MUCH)
			text_format(faults, "it takes too long to look for '%s' in %s", expression,
				what);
		else
			text_format(faults, "%s %s '%s'", what,
				wanted ? "has nothing like" : "has something like", expression);
	}
}

bool
structure_pair_is(const struct node *pair, const char *text)
{
	const struct node *is_regex = node_get(pair, "isRegex"), *value = node_get(pair, "value");
	const char *expected = value ? value->text : "";

	if (is_regex && node_is_true(is_regex))
		return find(expected, text, strlen(text)) == REGEX_FOUND;
	return strcmp(expected, text) == 0;
}

static void
write_json(struct json_writer *writer, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		node_write_json(writer, node);
		return;
	}
	json_open(writer, node->kind == NODE_LIST ? '[' : '{');
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		write_json(writer, node->items[i]);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++) {
		json_name(writer, node->entries[i].key->text);
		write_json(writer, node->entries[i].value);
	}
	json_close(writer, node->kind == NODE_LIST ? ']' : '}');
}

const char *
structure_json(struct arena *arena, const struct node *node)
{
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	write_json(&writer, node);
	const char *json = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return json;
}
