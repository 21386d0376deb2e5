#include "jinja/syntax/parser_postfix.h"

#include <string.h>

#include "jinja/syntax/ast.h"
#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/parser_expression.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* `keywords` has the names of the keyword arguments so far. */
static void
read_argument(struct parser *parser, struct argument_list *call, struct map *keywords)
{
	const struct token *token = parser->token;

	if (parser_skip(parser, TOKEN_MUL)) {
		if (call->star || call->double_star)
			syntax_error_raise(
				parser->error, token->start, token->end, MISTAKE_ARGUMENTS);
		call->star = parser_expression(parser, true);
	} else if (parser_skip(parser, TOKEN_POW)) {
		if (call->double_star)
			syntax_error_raise(
				parser->error, token->start, token->end, MISTAKE_ARGUMENTS);
		call->double_star = parser_expression(parser, true);
	} else if (token->kind == TOKEN_NAME && token[1].kind == TOKEN_ASSIGN) {
		const struct name *name = parser_name(parser);

		if (call->double_star ||
			map_set(keywords, parser->arena, name->bytes, name->length, keywords))
			syntax_error_raise(
				parser->error, token->start, token->end, MISTAKE_ARGUMENTS);
		parser->token++;
		struct keyword *keyword =
			ARENA_ADD(parser->arena, call->keywords, call->keyword_count);

		*keyword = (struct keyword){name, NULL};
		keyword->value = parser_expression(parser, true);
	} else {
		if (call->star || call->double_star || call->keyword_count)
			syntax_error_raise(
				parser->error, token->start, token->end, MISTAKE_ARGUMENTS);
		parser_append(
			parser, &call->positional, &call->count, parser_expression(parser, true));
	}
}

static struct argument_list *
read_call(struct parser *parser)
{
	struct argument_list *call = arena_allocate(parser->arena, sizeof(*call));
	struct map keywords = {0};
	bool comma = false;

	parser_expect(parser, TOKEN_LEFT_PAREN);
	for (; !parser_is(parser, TOKEN_RIGHT_PAREN); comma = true) {
		if (comma) {
			parser_expect(parser, TOKEN_COMMA);
			if (parser_is(parser, TOKEN_RIGHT_PAREN))
				break;
		}
		read_argument(parser, call, &keywords);
	}
	parser_expect(parser, TOKEN_RIGHT_PAREN);
	return call;
}

static struct expression *
finish_call(struct parser *parser, struct expression *expression)
{
	const struct argument_list *call = expression->call;

	parser_part(expression, expression->subject);
	for (size_t i = 0; i < call->count; i++)
		parser_part(expression, call->positional[i]);
	for (size_t i = 0; i < call->keyword_count; i++)
		parser_part(expression, call->keywords[i].value);
	parser_part(expression, call->star);
	parser_part(expression, call->double_star);
	return parser_finish(parser, expression);
}

static struct expression *
read_bound(struct parser *parser)
{
	if (parser_is(parser, TOKEN_COLON) || parser_is(parser, TOKEN_RIGHT_BRACKET) ||
		parser_is(parser, TOKEN_COMMA))
		return NULL;
	return parser_expression(parser, true);
}

static struct expression *
read_slice(struct parser *parser, struct expression *of, struct expression *first)
{
	struct expression *slice = parser_new(parser, EXPRESSION_SLICE, of->start);

	slice->of = parser_part(slice, of);
	slice->bounds[0] = parser_part(slice, first);
	parser_expect(parser, TOKEN_COLON);
	slice->bounds[1] = parser_part(slice, read_bound(parser));
	if (parser_skip(parser, TOKEN_COLON))
		slice->bounds[2] = parser_part(slice, read_bound(parser));
	if (!parser_is(parser, TOKEN_RIGHT_BRACKET))
		parser_fail_expected(parser, "]");
	parser->token++;
	return parser_finish(parser, slice);
}

static struct expression *
read_item(struct parser *parser, struct expression *of)
{
	parser_expect(parser, TOKEN_LEFT_BRACKET);
	if (parser_is(parser, TOKEN_COLON))
		return read_slice(parser, of, NULL);
	struct expression *tuple = parser_new(parser, EXPRESSION_TUPLE, parser->token->start);

	while (!parser_is(parser, TOKEN_RIGHT_BRACKET)) {
		if (tuple->count)
			parser_expect(parser, TOKEN_COMMA);
		struct expression *item = parser_expression(parser, true);

		if (parser_is(parser, TOKEN_COLON) && !tuple->count)
			return read_slice(parser, of, item);
		parser_append(parser, &tuple->items, &tuple->count, parser_part(tuple, item));
	}
	struct expression *item = parser_new(parser, EXPRESSION_ITEM, of->start);

	parser_expect(parser, TOKEN_RIGHT_BRACKET);
	item->of = parser_part(item, of);
	item->item = parser_part(
		item, tuple->count == 1 ? tuple->items[0] : parser_finish(parser, tuple));
	return parser_finish(parser, item);
}

static struct expression *
read_attribute(struct parser *parser, struct expression *of)
{
	struct expression *expression = parser_new(parser, EXPRESSION_ATTRIBUTE, of->start);

	parser_expect(parser, TOKEN_DOT);
	expression->of = parser_part(expression, of);
	if (parser_is(parser, TOKEN_INTEGER)) {
		expression->kind = EXPRESSION_ITEM;
		expression->item = parser_primary(parser);
	} else {
		expression->attribute = parser_name(parser);
	}
	return parser_finish(parser, expression);
}

static struct expression *
read_called(struct parser *parser, struct expression *subject)
{
	struct expression *expression = parser_new(parser, EXPRESSION_CALL, subject->start);

	expression->subject = subject;
	expression->call = read_call(parser);
	return finish_call(parser, expression);
}

struct expression *
parser_postfix(struct parser *parser, struct expression *expression)
{
	for (;;) {
		if (parser_is(parser, TOKEN_DOT))
			expression = read_attribute(parser, expression);
		else if (parser_is(parser, TOKEN_LEFT_BRACKET))
			expression = read_item(parser, expression);
		else if (parser_is(parser, TOKEN_LEFT_PAREN))
			expression = read_called(parser, expression);
		else
			return expression;
	}
}

/* A filter's or test's name, which may have dots. */
static const struct name *
read_dotted(struct parser *parser)
{
	const struct name *name = parser_name(parser);

	while (parser_skip(parser, TOKEN_DOT)) {
		const struct name *part = parser_name(parser);
		const char *dotted = arena_format(parser->arena, "%s.%s", name->bytes, part->bytes);

		name = name_of(parser->arena, parser->names, dotted, strlen(dotted));
	}
	return name;
}

struct expression *
parser_filters(struct parser *parser, struct expression *subject, bool at_name)
{
	while (at_name || parser_skip(parser, TOKEN_PIPE)) {
		struct expression *filter =
			parser_new(parser, EXPRESSION_FILTER, parser->token->start);

		filter->subject = subject;
		filter->called = read_dotted(parser);
		filter->call = parser_is(parser, TOKEN_LEFT_PAREN)
				       ? read_call(parser)
				       : arena_allocate(parser->arena, sizeof(*filter->call));
		subject = finish_call(parser, filter);
		at_name = false;
	}
	return subject;
}

static bool
starts_test_argument(const struct parser *parser)
{
	switch ((int)parser->token->kind) {
	case TOKEN_NAME:
		return !parser_is_word(parser, "else") && !parser_is_word(parser, "or") &&
		       !parser_is_word(parser, "and");
	case TOKEN_STRING:
	case TOKEN_INTEGER:
	case TOKEN_FLOAT:
	case TOKEN_LEFT_BRACKET:
	case TOKEN_LEFT_BRACE:
		return true;
	default:
		return false;
	}
}

static struct expression *
read_test(struct parser *parser, struct expression *subject)
{
	parser->token++;
	const bool negated = parser_skip_word(parser, "not");
	struct expression *test = parser_new(parser, EXPRESSION_TEST, parser->token->start);

	test->subject = subject;
	test->called = read_dotted(parser);
	if (parser_is(parser, TOKEN_LEFT_PAREN)) {
		test->call = read_call(parser);
	} else {
		test->call = arena_allocate(parser->arena, sizeof(*test->call));
		if (starts_test_argument(parser)) {
			if (parser_is_word(parser, "is"))
				parser_fail_unexpected(parser);
			parser_append(parser, &test->call->positional, &test->call->count,
				parser_postfix(parser, parser_primary(parser)));
		}
	}
	finish_call(parser, test);
	if (!negated)
		return test;
	struct expression *negation = parser_new(parser, EXPRESSION_NOT, test->start);

	negation->of = parser_part(negation, test);
	return parser_finish(parser, negation);
}

struct expression *
parser_filters_and_tests(struct parser *parser, struct expression *expression)
{
	for (;;) {
		if (parser_is(parser, TOKEN_PIPE))
			expression = parser_filters(parser, expression, false);
		else if (parser_is_word(parser, "is"))
			expression = read_test(parser, expression);
		else if (parser_is(parser, TOKEN_LEFT_PAREN))
			expression = read_called(parser, expression);
		else
			return expression;
	}
}
