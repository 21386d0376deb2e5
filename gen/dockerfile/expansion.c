#include "dockerfile/expansion.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct expansion {
	const struct variables *variables;
	struct text text;
	char escape;
	bool is_unknown;
	int depth; /* of words in ${NAME:-WORD} */
};

enum {
	DEPTH_MOST = 20,
	VALUE_MOST = 1024, /* bytes: each variable could be twice as long as the one before */
};

static void
expand(struct expansion *expansion, const char **at, char end);

static const char *
behind_name(const char *at)
{
	if (isdigit((unsigned char)*at))
		return at;
	while (isalnum((unsigned char)*at) || *at == '_')
		at++;
	return at;
}

/* ${NAME} and what has a word behind the name, from behind the brace on. */
static void
expand_braces(struct expansion *expansion, const char **at)
{
	const char *name = *at, *end = behind_name(name);
	const char *value = map_get(&expansion->variables->values, name, (size_t)(end - name));
	const bool empty_counts = *end == ':';
	const char operation = end[empty_counts];
	const size_t before = expansion->text.length;

	*at = end;
	if (end == name || ++expansion->depth > DEPTH_MOST) {
		expansion->is_unknown = true;
	} else if (*end == '}') {
		expansion->is_unknown |= !value;
		text_append_string(&expansion->text, value ? value : "");
	} else if (operation != '-' && operation != '+') {
		expansion->is_unknown = true;
	} else {
		const bool is_set = value && (*value || !empty_counts);

		*at = end + empty_counts + 1;
		expand(expansion, at, '}');
		expansion->is_unknown |= !value || **at != '}';
		if (is_set == (operation == '-'))
			text_cut(&expansion->text, before);
		if (is_set && operation == '-')
			text_append_string(&expansion->text, value);
	}
	expansion->depth--;
	*at += **at == '}';
}

/* What a $ stands for, from behind it on. */
static void
expand_variable(struct expansion *expansion, const char **at)
{
	const char *name = *at, *end = behind_name(name);

	if (*name == '{') {
		*at = name + 1;
		expand_braces(expansion, at);
	} else if (end == name) {
		expansion->is_unknown |= *name && strchr("0123456789@*#?-$!", *name);
		text_append_character(&expansion->text, '$');
	} else {
		const char *value =
			map_get(&expansion->variables->values, name, (size_t)(end - name));

		expansion->is_unknown |= !value;
		text_append_string(&expansion->text, value ? value : "");
		*at = end;
	}
}

/*
 * Takes one character, or what a backslash or another escape character makes of the next one, and
 * the plain characters behind it.
 */
static void
take_characters(struct expansion *expansion, const char **at, char quote, char end)
{
	const char special[] = {'$', '"', '\'', expansion->escape, end, '\0'};

	if (**at == expansion->escape && (*at)[1] &&
		(!quote || (*at)[1] == '"' || (*at)[1] == '$' || (*at)[1] == expansion->escape))
		(*at)++;
	else if (**at == expansion->escape && !(*at)[1])
		expansion->is_unknown = true; /* some engines drop it */
	const size_t length = 1 + strcspn(*at + 1, special);

	text_append(&expansion->text, *at, length);
	*at += length;
}

/* Expands up to `end`, or to the end of the word. */
static void
expand(struct expansion *expansion, const char **at, char end)
{
	char quote = '\0';

	while (**at && !expansion->is_unknown && expansion->text.length <= VALUE_MOST &&
		(quote || **at != end)) {
		const char character = **at;

		if (character == quote || (!quote && (character == '"' || character == '\''))) {
			quote = quote ? '\0' : character;
			(*at)++;
		} else if (quote == '\'') {
			text_append_character(&expansion->text, *(*at)++);
		} else if (character == '$') {
			(*at)++;
			expand_variable(expansion, at);
		} else {
			take_characters(expansion, at, quote, end);
		}
	}
	expansion->is_unknown |= quote || expansion->text.length > VALUE_MOST;
}

const char *
variables_expand(const struct variables *variables, const char *word, char escape)
{
	struct expansion expansion = {.variables = variables, .text = TEXT_EMPTY, .escape = escape};

	expand(&expansion, &word, '\0');
	const char *value =
		expansion.is_unknown
			? NULL
			: arena_copy(variables->arena, expansion.text.bytes, expansion.text.length);

	text_free(&expansion.text);
	return value;
}

void
variables_set(struct variables *variables, const char *name, const char *value)
{
	map_set(&variables->values, variables->arena, name, strlen(name), (void *)(uintptr_t)value);
}

/* Whether engines or their settings give the argument a value that no ARG knows of. */
static bool
is_given_elsewhere(const char *name)
{
	static const char *const starts[] = {"TARGET", "BUILD", "SOURCE_DATE_EPOCH", "http_proxy",
		"https_proxy", "ftp_proxy", "no_proxy", "all_proxy"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncasecmp(name, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

void
variables_set_global(struct variables *variables, const struct dockerfile *dockerfile,
	const struct variables *given)
{
	for (size_t i = 0; i < dockerfile->count && !dockerfile->instructions[i].stage; i++) {
		size_t count = 0;
		const struct dockerfile_word *pairs =
			strcmp(dockerfile->instructions[i].name, "ARG") == 0
				? dockerfile_pairs(variables->arena, &dockerfile->instructions[i],
					  dockerfile->escape, &count)
				: NULL;

		for (size_t j = 0; j < count; j++) {
			const size_t length = strcspn(pairs[j].text, "=");
			const char *name = arena_copy(variables->arena, pairs[j].text, length);
			const char *passed =
				given ? map_get(&given->values, pairs[j].text, length) : NULL;
			const char *value =
				pairs[j].text[length] && !is_given_elsewhere(name)
					? variables_expand(variables, pairs[j].text + length + 1,
						  dockerfile->escape)
					: NULL;

			variables_set(variables,
				arena_copy(variables->arena, pairs[j].text, length),
				passed ? passed : value);
		}
	}
}
