#include "jinja/syntax/parser.h"

#include <string.h>

#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

const struct name *
name_of(struct arena *arena, struct map *names, const char *bytes, size_t length)
{
	struct name *name = map_get(names, bytes, length);

	if (!name) {
		name = arena_allocate(arena, sizeof(*name));
		*name = (struct name){arena_copy(arena, bytes, length), (uint32_t)length,
			map_hash(bytes, length)};
		map_set(names, arena, name->bytes, length, name);
	}
	return name;
}

bool
parser_is(const struct parser *parser, enum token_kind kind)
{
	return parser->token->kind == kind;
}

bool
token_is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_NAME &&
	       text_equal(token->value.bytes, token->value.length, word, strlen(word));
}

bool
parser_is_word(const struct parser *parser, const char *word)
{
	return token_is_word(parser->token, word);
}

bool
parser_next_is_word(const struct parser *parser, const char *word)
{
	return !parser_is(parser, TOKEN_END) && token_is_word(parser->token + 1, word);
}

bool
parser_skip(struct parser *parser, enum token_kind kind)
{
	if (!parser_is(parser, kind))
		return false;
	parser->token++;
	return true;
}

bool
parser_skip_word(struct parser *parser, const char *word)
{
	if (!parser_is_word(parser, word))
		return false;
	parser->token++;
	return true;
}

_Noreturn void
parser_fail_unexpected(struct parser *parser)
{
	const struct token *token = parser->token;

	if (token->kind == TOKEN_NAME)
		syntax_error_raise(parser->error, token->start, token->end, MISTAKE_UNEXPECTED,
			(int)token->value.length, token->value.bytes);
	syntax_error_raise(parser->error, token->start, token->end, MISTAKE_UNEXPECTED,
		(int)strlen(token_name(token->kind)), token_name(token->kind));
}

_Noreturn void
parser_fail_expected(struct parser *parser, const char *expected)
{
	const struct token *token = parser->token;

	if (token->kind == TOKEN_NAME)
		syntax_error_raise(parser->error, token->start, token->end, MISTAKE_EXPECTED,
			expected, (int)token->value.length, token->value.bytes);
	syntax_error_raise(parser->error, token->start, token->end, MISTAKE_EXPECTED, expected,
		(int)strlen(token_name(token->kind)), token_name(token->kind));
}

const struct token *
parser_expect(struct parser *parser, enum token_kind kind)
{
	if (!parser_is(parser, kind))
		parser_fail_expected(parser, token_name(kind));
	return parser->token++;
}

void
parser_expect_word(struct parser *parser, const char *word)
{
	if (!parser_skip_word(parser, word))
		parser_fail_expected(parser, word);
}

const struct name *
parser_name(struct parser *parser)
{
	const struct token *token = parser_expect(parser, TOKEN_NAME);

	return name_of(parser->arena, parser->names, token->value.bytes, token->value.length);
}

const struct name *
parser_new_name(struct parser *parser)
{
	static const char *const literals[] = {"true", "True", "false", "False", "none", "None"};

	for (size_t i = 0; i < sizeof(literals) / sizeof(literals[0]); i++)
		if (parser_is_word(parser, literals[i]))
			syntax_error_raise(parser->error, parser->token->start, parser->token->end,
				MISTAKE_TARGET);
	return parser_name(parser);
}

struct expression *
parser_new(struct parser *parser, enum expression_kind kind, uint32_t start)
{
	struct expression *expression = arena_allocate(parser->arena, sizeof(*expression));

	expression->kind = kind;
	expression->start = start;
	expression->end = parser->token->start;
	return expression;
}

struct statement *
parser_new_statement(struct parser *parser, enum statement_kind kind, const struct token *token)
{
	struct statement *statement = arena_allocate(parser->arena, sizeof(*statement));

	statement->kind = kind;
	statement->start = token->start;
	statement->end = token->end;
	return statement;
}

struct expression *
parser_part(struct expression *whole, struct expression *part)
{
	if (part && part->depth > whole->depth)
		whole->depth = part->depth;
	return part;
}

struct expression *
parser_finish(struct parser *parser, struct expression *expression)
{
	expression->end = parser->token[-1].end;
	if (++expression->depth > EXPRESSION_DEEPEST)
		syntax_error_raise(parser->error, expression->start, expression->end,
			MISTAKE_EXPRESSION_DEEP, EXPRESSION_DEEPEST);
	return expression;
}

void
parser_append(
	struct parser *parser, struct expression ***items, size_t *count, struct expression *item)
{
	*ARENA_ADD(parser->arena, *items, *count) = item;
}
