#include "document/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "document/mistakes.h"
#include "support/diagnostic.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

struct node *
node_get(const struct node *map, const char *key)
{
	const size_t length = strlen(key);

	for (size_t i = 0; i < map->entry_count; i++)
		if (text_equal(map->entries[i].key->text, map->entries[i].key->length, key, length))
			return map->entries[i].value;
	return NULL;
}

const char *const *
node_texts(struct arena *arena, const struct node *list)
{
	struct string_list texts = {.arena = arena};

	for (size_t i = 0; list && list->kind == NODE_LIST && i < list->count; i++)
		string_list_add(&texts, list->items[i]->text);
	return string_list_end(&texts);
}

size_t
node_count(const struct node *node)
{
	size_t count = 1;

	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		count += node_count(node->items[i]);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		count += node_count(node->entries[i].value);
	return count;
}

bool
node_is_empty(const struct node *node)
{
	return (node->kind == NODE_LIST && !node->count) ||
	       (node->kind == NODE_MAP && !node->entry_count);
}

bool
node_is(const struct node *node, const char *string)
{
	return node->kind == NODE_SCALAR &&
	       text_equal(node->text, node->length, string, strlen(string));
}

static bool
is_one_of(const struct node *node, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (node_is(node, words[i]))
			return true;
	return false;
}

bool
node_is_null(const struct node *node)
{
	static const char *const words[] = {"", "~", "null", "Null", "NULL"};

	return node->kind == NODE_SCALAR && node->plain && is_one_of(node, words, 5);
}

bool
node_is_true(const struct node *boolean)
{
	return boolean->text[0] == 't' || boolean->text[0] == 'T';
}

static size_t
skip_digits(const char *text, size_t at)
{
	while (text[at] >= '0' && text[at] <= '9')
		at++;
	return at;
}

/* [-+]?[0-9]+ | 0o[0-7]+ | 0x[0-9a-fA-F]+ */
static bool
is_integer(const char *text, size_t length)
{
	if (length > 2 && text[0] == '0' && (text[1] == 'o' || text[1] == 'x'))
		return strspn(text + 2, text[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF") ==
		       length - 2;
	const size_t sign = text[0] == '-' || text[0] == '+';

	return length > sign && skip_digits(text, sign) == length;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN) */
static bool
is_float(const struct node *scalar)
{
	static const char *const nan[] = {".nan", ".NaN", ".NAN"};
	static const char *const infinite[] = {".inf", ".Inf", ".INF"};
	const char *text = scalar->text;
	size_t at = text[0] == '-' || text[0] == '+';
	const struct node unsigned_part = {
		.kind = NODE_SCALAR, .text = text + at, .length = scalar->length - at};

	if (is_one_of(scalar, nan, 3) || is_one_of(&unsigned_part, infinite, 3))
		return true;
	const size_t whole = skip_digits(text, at) - at;
	size_t fraction = 0;

	at += whole;
	if (text[at] == '.') {
		fraction = skip_digits(text, at + 1) - at - 1;
		at += fraction + 1;
	}
	if (whole + fraction == 0)
		return false;
	if (text[at] == 'e' || text[at] == 'E') {
		const size_t digits = at + 1 + (text[at + 1] == '-' || text[at + 1] == '+');

		at = skip_digits(text, digits);
		if (at == digits)
			return false;
	}
	return at == scalar->length;
}

enum scalar_type
node_scalar_type(const struct node *scalar)
{
	static const char *const booleans[] = {"true", "True", "TRUE", "false", "False", "FALSE"};

	if (!scalar->plain)
		return SCALAR_STRING;
	if (node_is_null(scalar))
		return SCALAR_NULL;
	if (is_one_of(scalar, booleans, 6))
		return SCALAR_BOOLEAN;
	if (is_integer(scalar->text, scalar->length))
		return SCALAR_INTEGER;
	return is_float(scalar) ? SCALAR_FLOAT : SCALAR_STRING;
}

bool
node_integer(const struct node *scalar, int64_t *integer)
{
	const char *digits = scalar->text + (scalar->text[0] == '-' || scalar->text[0] == '+');
	const int base = digits[0] != '0' ? 10 : digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 10;

	errno = 0;
	*integer = base == 10 ? strtoll(scalar->text, NULL, 10) : strtoll(digits + 2, NULL, base);
	return errno == 0;
}

static bool
check_integer(const struct node *scalar, struct diagnostics *diagnostics)
{
	int64_t integer;

	if (node_scalar_type(scalar) != SCALAR_INTEGER || node_integer(scalar, &integer))
		return true;
	diagnostic_error(diagnostics, scalar->place, MISTAKE_LARGE_INTEGER);
	return false;
}

bool
node_check_integers(const struct node *node, struct diagnostics *diagnostics)
{
	bool fit = node->kind != NODE_SCALAR || check_integer(node, diagnostics);

	for (size_t i = 0; node->kind == NODE_LIST && i < node->count && fit; i++)
		fit = node_check_integers(node->items[i], diagnostics);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count && fit; i++)
		fit = node_check_integers(node->entries[i].key, diagnostics) &&
		      node_check_integers(node->entries[i].value, diagnostics);
	return fit;
}
