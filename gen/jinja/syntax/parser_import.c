#include "jinja/syntax/parser_import.h"

#include "jinja/syntax/ast.h"
#include "jinja/syntax/lexer.h"
#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/parser_expression.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/banned.h"

struct statement *
parser_extends(struct parser *parser)
{
	struct statement *statement =
		parser_new_statement(parser, STATEMENT_EXTENDS, parser->token++);

	statement->expression = parser_expression(parser, true);
	return statement;
}

/* "with context" or "without context", if it stands here. */
static bool
read_context(struct parser *parser, struct statement *statement)
{
	const bool with = parser_is_word(parser, "with");

	if ((!with && !parser_is_word(parser, "without")) ||
		!parser_next_is_word(parser, "context"))
		return false;
	statement->with_context = with;
	parser->token += 2;
	return true;
}

struct statement *
parser_include(struct parser *parser)
{
	struct statement *statement =
		parser_new_statement(parser, STATEMENT_INCLUDE, parser->token++);

	statement->with_context = true;
	statement->template_name = parser_expression(parser, true);
	if (parser_is_word(parser, "ignore") && parser_next_is_word(parser, "missing")) {
		statement->ignore_missing = true;
		parser->token += 2;
	}
	read_context(parser, statement);
	return statement;
}

static void
add_import(struct parser *parser, struct statement *statement, const struct name *name,
	const struct name *alias)
{
	struct imported *imported =
		ARENA_ADD(parser->arena, statement->names, statement->name_count);

	*imported = (struct imported){name, alias, {0}};
}

struct statement *
parser_import(struct parser *parser)
{
	struct statement *statement =
		parser_new_statement(parser, STATEMENT_IMPORT, parser->token++);

	statement->template_name = parser_expression(parser, true);
	parser_expect_word(parser, "as");
	const struct name *name = parser_new_name(parser);

	add_import(parser, statement, name, name);
	read_context(parser, statement);
	return statement;
}

static void
read_imported_name(struct parser *parser, struct statement *statement)
{
	const struct token *token = parser->token;
	const struct name *name = parser_new_name(parser);

	if (name->bytes[0] == '_')
		syntax_error_raise(parser->error, token->start, token->end, MISTAKE_IMPORT_PRIVATE,
			name->bytes);
	add_import(parser, statement, name,
		parser_skip_word(parser, "as") ? parser_new_name(parser) : name);
}

struct statement *
parser_from(struct parser *parser)
{
	struct statement *statement = parser_new_statement(parser, STATEMENT_FROM, parser->token++);

	statement->template_name = parser_expression(parser, true);
	parser_expect_word(parser, "import");
	for (;;) {
		if (statement->name_count)
			parser_expect(parser, TOKEN_COMMA);
		if (read_context(parser, statement))
			break;
		read_imported_name(parser, statement);
		if (read_context(parser, statement) || !parser_is(parser, TOKEN_COMMA))
			break;
	}
	return statement;
}
