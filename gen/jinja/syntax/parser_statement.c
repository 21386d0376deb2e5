#include "jinja/syntax/parser_statement.h"

#include <string.h>

#include "jinja/syntax/ast.h"
#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/parser_expression.h"
#include "jinja/syntax/parser_import.h"
#include "jinja/syntax/parser_postfix.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/value/unicode.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

/* The words that may end a body, NULL-terminated. */
typedef const char *const words[4];

static void
append(struct parser *parser, struct body *body, struct statement *statement)
{
	*ARENA_ADD(parser->arena, body->statements, body->count) = statement;
}

static bool
is_end(const struct parser *parser, const char *const *ends)
{
	for (; ends && *ends; ends++)
		if (parser_is_word(parser, *ends))
			return true;
	return false;
}

static struct body
read_body(struct parser *parser, const char *const *ends, const struct token *opener);

/* The body of a tag, up to one of `ends`, which becomes the current token. */
static struct body
read_block(struct parser *parser, words ends, const struct token *opener)
{
	parser_skip(parser, TOKEN_COLON);
	parser_expect(parser, TOKEN_BLOCK_END);
	return read_body(parser, ends, opener);
}

static struct body
read_last_block(struct parser *parser, words ends, const struct token *opener)
{
	struct body body = read_block(parser, ends, opener);

	parser->token++;
	return body;
}

static struct statement *
read_print(struct parser *parser, struct body *body)
{
	const struct token *token = parser->token++;

	while (!parser_is(parser, TOKEN_BLOCK_END)) {
		struct statement *print = parser_new_statement(parser, STATEMENT_PRINT, token);

		if (parser->token != token + 1)
			parser_expect(parser, TOKEN_COMMA);
		print->expression = parser_expression(parser, true);
		append(parser, body, print);
	}
	return NULL;
}

static struct statement *
read_for(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_FOR, token);
	struct loop_statement *loop = arena_allocate(parser->arena, sizeof(*loop));

	statement->loop = loop;
	loop->target = parser_target(parser);
	parser_expect_word(parser, "in");
	loop->iterable = parser_tuple(parser, false);
	if (parser_skip_word(parser, "if"))
		loop->condition = parser_expression(parser, true);
	loop->is_recursive = parser_skip_word(parser, "recursive");
	loop->body = read_block(parser, (words){"endfor", "else"}, token);
	if (!parser_skip_word(parser, "endfor")) {
		parser->token++;
		loop->otherwise = read_last_block(parser, (words){"endfor"}, token);
		loop->has_else = loop->otherwise.count > 0;
	}
	return statement;
}

static struct statement *
read_if(struct parser *parser)
{
	const struct token *token = parser->token;
	struct statement *statement = parser_new_statement(parser, STATEMENT_IF, token);

	for (bool last = false; !last;) {
		const bool is_else = parser_is_word(parser, "else");

		parser->token++;
		struct branch branch = {0};

		if (!is_else)
			branch.test = parser_tuple(parser, false);
		branch.body = is_else ? read_block(parser, (words){"endif"}, token)
				      : read_block(parser, (words){"elif", "else", "endif"}, token);
		*ARENA_ADD(parser->arena, statement->branches, statement->branch_count) = branch;
		last = parser_is_word(parser, "endif");
	}
	parser->token++;
	return statement;
}

static struct statement *
read_set(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_SET, token);

	if (parser_is(parser, TOKEN_NAME) && parser->token[1].kind == TOKEN_DOT) {
		const struct token *name = parser->token;

		statement->target.expression =
			arena_allocate(parser->arena, sizeof(struct expression));
		statement->target.expression->kind = EXPRESSION_NAME;
		statement->target.expression->start = name->start;
		statement->target.expression->end = name->end;
		statement->target.expression->name = parser_name(parser);
		parser->token++;
		statement->target.attribute = parser_name(parser);
	} else {
		statement->target.expression = parser_target(parser);
	}
	if (parser_skip(parser, TOKEN_ASSIGN)) {
		statement->value = parser_tuple(parser, true);
		return statement;
	}
	statement->kind = STATEMENT_SET_BLOCK;
	statement->value = parser_filters(parser, NULL, false);
	statement->captured = read_last_block(parser, (words){"endset"}, token);
	return statement;
}

static struct statement *
read_with(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_WITH, token);
	size_t count = 0;

	while (!parser_is(parser, TOKEN_BLOCK_END)) {
		if (count)
			parser_expect(parser, TOKEN_COMMA);
		struct set_target *target =
			ARENA_ADD(parser->arena, statement->targets, statement->target_count);

		*target = (struct set_target){parser_target(parser), NULL};
		parser_expect(parser, TOKEN_ASSIGN);
		struct expression **value = ARENA_ADD(parser->arena, statement->values, count);

		*value = parser_expression(parser, true);
	}
	statement->body = read_last_block(parser, (words){"endwith"}, token);
	return statement;
}

static bool
is_blank(const struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct statement *statement = body->statements[i];

		if (statement->kind != STATEMENT_TEXT ||
			unicode_space_length(statement->text.bytes, statement->text.length) <
				statement->text.length)
			return false;
	}
	return true;
}

static struct statement *
read_named_block(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_BLOCK, token);

	statement->block_name = parser_name(parser);
	statement->end = parser->token[-1].end;
	statement->scoped = parser_skip_word(parser, "scoped");
	statement->required = parser_skip_word(parser, "required");
	if (parser_is(parser, TOKEN_SUB))
		syntax_error_raise(parser->error, parser->token->start, parser->token->end,
			MISTAKE_BLOCK_HYPHEN);
	statement->block_body = read_last_block(parser, (words){"endblock"}, token);
	if (statement->required && !is_blank(&statement->block_body))
		syntax_error_raise(
			parser->error, statement->start, statement->end, MISTAKE_REQUIRED_BODY);
	parser_skip_word(parser, statement->block_name->bytes);
	return statement;
}

static void
read_parameters(struct parser *parser, struct macro_definition *macro)
{
	struct map seen = {0};

	parser_expect(parser, TOKEN_LEFT_PAREN);
	while (!parser_is(parser, TOKEN_RIGHT_PAREN)) {
		if (macro->count)
			parser_expect(parser, TOKEN_COMMA);
		const struct token *token = parser->token;
		struct parameter_definition parameter = {
			parser_new_name(parser), 0, token->start, token->end, NULL};

		if (map_set(&seen, parser->arena, parameter.name->bytes, parameter.name->length,
			    macro))
			syntax_error_raise(parser->error, token->start, token->end,
				MISTAKE_PARAMETER_TWICE, parameter.name->bytes);
		if (parser_skip(parser, TOKEN_ASSIGN))
			parameter.otherwise = parser_expression(parser, true);
		else if (macro->count && macro->parameters[macro->count - 1].otherwise)
			syntax_error_raise(
				parser->error, token->start, token->end, MISTAKE_PARAMETER_ORDER);
		*ARENA_ADD(parser->arena, macro->parameters, macro->count) = parameter;
	}
	parser_expect(parser, TOKEN_RIGHT_PAREN);
}

static struct statement *
read_macro(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_MACRO, token);

	statement->macro = arena_allocate(parser->arena, sizeof(*statement->macro));
	statement->macro_name = parser_new_name(parser);
	statement->macro->routine.name = statement->macro_name;
	read_parameters(parser, statement->macro);
	statement->macro->routine.body = read_last_block(parser, (words){"endmacro"}, token);
	return statement;
}

static struct statement *
read_call_block(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_CALL, token);

	statement->macro = arena_allocate(parser->arena, sizeof(*statement->macro));
	if (parser_is(parser, TOKEN_LEFT_PAREN))
		read_parameters(parser, statement->macro);
	statement->called = parser_expression(parser, true);
	if (statement->called->kind != EXPRESSION_CALL)
		syntax_error_raise(parser->error, statement->called->start, statement->called->end,
			MISTAKE_CALL);
	statement->macro->routine.body = read_last_block(parser, (words){"endcall"}, token);
	return statement;
}

static struct statement *
read_filter_block(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct statement *statement = parser_new_statement(parser, STATEMENT_FILTER, token);

	statement->value = parser_filters(parser, NULL, true);
	statement->captured = read_last_block(parser, (words){"endfilter"}, token);
	return statement;
}

static struct statement *
read_do(struct parser *parser)
{
	struct statement *statement = parser_new_statement(parser, STATEMENT_DO, parser->token++);

	statement->expression = parser_tuple(parser, true);
	return statement;
}

static struct statement *
read_break(struct parser *parser)
{
	return parser_new_statement(parser, STATEMENT_BREAK, parser->token++);
}

static struct statement *
read_continue(struct parser *parser)
{
	return parser_new_statement(parser, STATEMENT_CONTINUE, parser->token++);
}

static const struct {
	const char *tag;
	struct statement *(*read)(struct parser *);
} tags[] = {
	{"for", read_for},
	{"if", read_if},
	{"block", read_named_block},
	{"extends", parser_extends},
	{"macro", read_macro},
	{"include", parser_include},
	{"from", parser_from},
	{"import", parser_import},
	{"set", read_set},
	{"with", read_with},
	{"call", read_call_block},
	{"filter", read_filter_block},
	{"do", read_do},
	{"break", read_break},
	{"continue", read_continue},
};

/* Whether the word belongs to a tag that must have come before. */
static bool
is_later_tag(const struct parser *parser)
{
	static const char *const later[] = {"elif", "else", "endautoescape", "endblock", "endcall",
		"endfilter", "endfor", "endif", "endmacro", "endraw", "endset", "endwith"};

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (parser_is_word(parser, later[i]))
			return true;
	return false;
}

static void
fail_tag(struct parser *parser)
{
	static const char *const refused[] = {"autoescape", "trans", "pluralize", "debug"};
	const struct token *token = parser->token;
	const int length = (int)token->value.length;
	struct nearest nearest = nearest_to(token->value.bytes, token->value.length);

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (parser_is_word(parser, refused[i]))
			syntax_error_raise(parser->error, token->start, token->end,
				MISTAKE_TAG_REFUSED, refused[i]);
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		nearest_try(&nearest, tags[i].tag, strlen(tags[i].tag));
	if (is_later_tag(parser) && parser->opener)
		syntax_error_raise(parser->error, token->start, token->end, MISTAKE_TAG_CROSSED,
			length, token->value.bytes, (int)parser->opener->value.length,
			parser->opener->value.bytes);
	if (is_later_tag(parser))
		syntax_error_raise(parser->error, token->start, token->end, MISTAKE_TAG_LATER,
			length, token->value.bytes);
	if (nearest.found)
		syntax_error_raise(parser->error, token->start, token->end,
			MISTAKE_UNKNOWN_TAG_NEAR, length, token->value.bytes, nearest.found);
	syntax_error_raise(parser->error, token->start, token->end, MISTAKE_UNKNOWN_TAG, length,
		token->value.bytes);
}

static void
read_statement(struct parser *parser, struct body *body)
{
	if (!parser_is(parser, TOKEN_NAME))
		syntax_error_raise(
			parser->error, parser->token->start, parser->token->end, MISTAKE_NO_TAG);
	if (parser_is_word(parser, "print")) {
		read_print(parser, body);
		return;
	}
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (parser_is_word(parser, tags[i].tag)) {
			append(parser, body, tags[i].read(parser));
			return;
		}
	fail_tag(parser);
}

static void
read_part(struct parser *parser, struct body *body)
{
	const struct token *token = parser->token++;
	struct statement *statement;

	if (token->kind == TOKEN_DATA) {
		statement = parser_new_statement(parser, STATEMENT_TEXT, token);
		statement->text = token->value;
	} else {
		statement = parser_new_statement(parser, STATEMENT_PRINT, token);
		statement->expression = parser_tuple(parser, true);
		statement->end = statement->expression->end;
		parser_expect(parser, TOKEN_VARIABLE_END);
	}
	append(parser, body, statement);
}

/*
 * The statements up to one of `ends`. `ends` is NULL for a whole template, which ends with its
 * text.
 */
static struct body
read_body(struct parser *parser, const char *const *ends, const struct token *opener)
{
	struct body body = {0};
	const struct token *const outer = parser->opener;

	parser->opener = opener;
	if (++parser->statement_nesting > STATEMENT_DEEPEST)
		syntax_error_raise(parser->error, parser->token->start, parser->token->end,
			MISTAKE_STATEMENT_DEEP, STATEMENT_DEEPEST);
	while (!parser_is(parser, TOKEN_END)) {
		if (!parser_skip(parser, TOKEN_BLOCK_BEGIN)) {
			read_part(parser, &body);
			continue;
		}
		if (is_end(parser, ends)) {
			parser->statement_nesting--;
			parser->opener = outer;
			return body;
		}
		read_statement(parser, &body);
		parser_expect(parser, TOKEN_BLOCK_END);
	}
	if (ends)
		syntax_error_raise(parser->error, opener->start, opener->end, MISTAKE_TAG_OPEN,
			(int)opener->value.length, opener->value.bytes, ends[0]);
	return body;
}

struct body
parser_read(struct parser *parser)
{
	return read_body(parser, NULL, NULL);
}
