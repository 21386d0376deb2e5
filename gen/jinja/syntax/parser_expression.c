#include "jinja/syntax/parser_expression.h"

#include <string.h>

#include "jinja/syntax/ast.h"
#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/parser_postfix.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static struct expression *
read_full(struct parser *parser)
{
	return parser_expression(parser, true);
}

static struct expression *
read_plain(struct parser *parser)
{
	return parser_expression(parser, false);
}

static struct expression *
read_name(struct parser *parser)
{
	const struct token *token = parser->token++;
	struct expression *expression = parser_new(parser, EXPRESSION_CONSTANT, token->start);

	if (token_is_word(token, "true") || token_is_word(token, "True") ||
		token_is_word(token, "false") || token_is_word(token, "False")) {
		expression->constant =
			value_boolean(token->value.bytes[0] == 't' || token->value.bytes[0] == 'T');
	} else if (token_is_word(token, "none") || token_is_word(token, "None")) {
		expression->constant = value_none();
	} else {
		expression->kind = EXPRESSION_NAME;
		expression->name = name_of(
			parser->arena, parser->names, token->value.bytes, token->value.length);
	}
	return parser_finish(parser, expression);
}

static struct expression *
read_strings(struct parser *parser)
{
	struct expression *expression =
		parser_new(parser, EXPRESSION_CONSTANT, parser->token->start);
	struct text text = TEXT_EMPTY;

	if (parser->token[1].kind != TOKEN_STRING) {
		expression->constant = parser->token++->value;
		return parser_finish(parser, expression);
	}
	for (; parser_is(parser, TOKEN_STRING); parser->token++)
		text_append(&text, parser->token->value.bytes, parser->token->value.length);
	expression->constant =
		value_string(arena_copy(parser->arena, text.bytes, text.length), text.length);
	text_free(&text);
	return parser_finish(parser, expression);
}

static struct expression *
read_list(struct parser *parser)
{
	struct expression *list = parser_new(parser, EXPRESSION_LIST, parser->token->start);

	parser_expect(parser, TOKEN_LEFT_BRACKET);
	while (!parser_is(parser, TOKEN_RIGHT_BRACKET)) {
		if (list->count)
			parser_expect(parser, TOKEN_COMMA);
		if (parser_is(parser, TOKEN_RIGHT_BRACKET))
			break;
		parser_append(
			parser, &list->items, &list->count, parser_part(list, read_full(parser)));
	}
	parser_expect(parser, TOKEN_RIGHT_BRACKET);
	return parser_finish(parser, list);
}

static struct expression *
read_dict(struct parser *parser)
{
	struct expression *dict = parser_new(parser, EXPRESSION_DICT, parser->token->start);

	parser_expect(parser, TOKEN_LEFT_BRACE);
	while (!parser_is(parser, TOKEN_RIGHT_BRACE)) {
		if (dict->pair_count)
			parser_expect(parser, TOKEN_COMMA);
		if (parser_is(parser, TOKEN_RIGHT_BRACE))
			break;
		struct pair *pair = ARENA_ADD(parser->arena, dict->pairs, dict->pair_count);

		pair->key = parser_part(dict, read_full(parser));
		parser_expect(parser, TOKEN_COLON);
		pair->value = parser_part(dict, read_full(parser));
	}
	parser_expect(parser, TOKEN_RIGHT_BRACE);
	return parser_finish(parser, dict);
}

static bool
is_items_end(const struct parser *parser)
{
	return parser_is(parser, TOKEN_VARIABLE_END) || parser_is(parser, TOKEN_BLOCK_END) ||
	       parser_is(parser, TOKEN_RIGHT_PAREN);
}

/* What `read` reads or, with commas, a tuple of it. In parentheses the tuple may be empty. */
static struct expression *
read_items(struct parser *parser, struct expression *(*read)(struct parser *), bool parentheses)
{
	struct expression *tuple = parser_new(parser, EXPRESSION_TUPLE, parser->token->start);
	bool comma = false;

	for (;;) {
		if (tuple->count)
			parser_expect(parser, TOKEN_COMMA);
		if (is_items_end(parser))
			break;
		parser_append(
			parser, &tuple->items, &tuple->count, parser_part(tuple, read(parser)));
		if (!parser_is(parser, TOKEN_COMMA))
			break;
		comma = true;
	}
	if (!comma && tuple->count)
		return tuple->items[0];
	if (!comma && !parentheses)
		parser_fail_expected(parser, "an expression");
	return parser_finish(parser, tuple);
}

struct expression *
parser_primary(struct parser *parser)
{
	const struct token *token = parser->token;

	if (token->kind == TOKEN_NAME)
		return read_name(parser);
	if (token->kind == TOKEN_STRING)
		return read_strings(parser);
	if (token->kind == TOKEN_INTEGER || token->kind == TOKEN_FLOAT) {
		struct expression *number = parser_new(parser, EXPRESSION_CONSTANT, token->start);

		number->constant = parser->token++->value;
		return parser_finish(parser, number);
	}
	if (token->kind == TOKEN_LEFT_PAREN) {
		parser->token++;
		struct expression *inner = read_items(parser, read_full, true);

		parser_expect(parser, TOKEN_RIGHT_PAREN);
		return inner;
	}
	if (token->kind == TOKEN_LEFT_BRACKET)
		return read_list(parser);
	if (token->kind == TOKEN_LEFT_BRACE)
		return read_dict(parser);
	parser_fail_unexpected(parser);
}

struct expression *
parser_tuple(struct parser *parser, bool condition)
{
	return read_items(parser, condition ? read_full : read_plain, false);
}

static void
check_target(struct parser *parser, const struct expression *target)
{
	if (target->kind == EXPRESSION_TUPLE) {
		for (size_t i = 0; i < target->count; i++)
			check_target(parser, target->items[i]);
	} else if (target->kind != EXPRESSION_NAME) {
		syntax_error_raise(parser->error, target->start, target->end, MISTAKE_TARGET);
	}
}

struct expression *
parser_target(struct parser *parser)
{
	struct expression *target = read_items(parser, parser_primary, false);

	check_target(parser, target);
	return target;
}

static struct expression *
new_binary(struct parser *parser, enum expression_kind kind, struct expression *left,
	struct expression *right)
{
	struct expression *expression = parser_new(parser, kind, left->start);

	expression->left = parser_part(expression, left);
	expression->right = parser_part(expression, right);
	return parser_finish(parser, expression);
}

static void
enter(struct parser *parser)
{
	if (++parser->nesting > NESTING_DEEPEST)
		syntax_error_raise(parser->error, parser->token->start, parser->token->end,
			MISTAKE_EXPRESSION_DEEP, NESTING_DEEPEST);
}

static struct expression *
read_unary(struct parser *parser, bool with_filters)
{
	const struct token *token = parser->token;
	struct expression *expression;

	enter(parser);
	if (token->kind == TOKEN_SUB || token->kind == TOKEN_ADD) {
		expression = parser_new(parser,
			token->kind == TOKEN_SUB ? EXPRESSION_NEGATIVE : EXPRESSION_POSITIVE,
			token->start);
		parser->token++;
		expression->of = parser_part(expression, read_unary(parser, false));
		parser_finish(parser, expression);
	} else {
		expression = parser_primary(parser);
	}
	parser->nesting--;
	expression = parser_postfix(parser, expression);
	return with_filters ? parser_filters_and_tests(parser, expression) : expression;
}

static struct expression *
read_power(struct parser *parser)
{
	struct expression *left = read_unary(parser, true);

	while (parser_skip(parser, TOKEN_POW))
		left = new_binary(parser, EXPRESSION_POWER, left, read_unary(parser, true));
	return left;
}

static struct expression *
read_product(struct parser *parser)
{
	struct expression *left = read_power(parser);

	for (;;) {
		const enum token_kind kind = parser->token->kind;

		if (kind != TOKEN_MUL && kind != TOKEN_DIV && kind != TOKEN_FLOORDIV &&
			kind != TOKEN_MOD)
			return left;
		parser->token++;
		left = new_binary(parser,
			kind == TOKEN_MUL        ? EXPRESSION_MULTIPLY
			: kind == TOKEN_DIV      ? EXPRESSION_DIVIDE
			: kind == TOKEN_FLOORDIV ? EXPRESSION_FLOOR_DIVIDE
						 : EXPRESSION_MODULO,
			left, read_power(parser));
	}
}

static struct expression *
read_concat(struct parser *parser)
{
	struct expression *first = read_product(parser);

	if (!parser_is(parser, TOKEN_TILDE))
		return first;
	struct expression *concat = parser_new(parser, EXPRESSION_CONCAT, first->start);

	parser_append(parser, &concat->items, &concat->count, parser_part(concat, first));
	while (parser_skip(parser, TOKEN_TILDE))
		parser_append(parser, &concat->items, &concat->count,
			parser_part(concat, read_product(parser)));
	return parser_finish(parser, concat);
}

static struct expression *
read_sum(struct parser *parser)
{
	struct expression *left = read_concat(parser);

	while (parser_is(parser, TOKEN_ADD) || parser_is(parser, TOKEN_SUB)) {
		const enum expression_kind kind =
			parser->token++->kind == TOKEN_ADD ? EXPRESSION_ADD : EXPRESSION_SUBTRACT;

		left = new_binary(parser, kind, left, read_concat(parser));
	}
	return left;
}

static bool
skip_comparison(struct parser *parser, enum comparator *comparison)
{
	if (parser->token->kind >= TOKEN_EQ && parser->token->kind <= TOKEN_GE) {
		*comparison = COMPARE_EQ + (parser->token->kind - TOKEN_EQ);
		parser->token++;
		return true;
	}
	*comparison = COMPARE_IN;
	if (parser_skip_word(parser, "in"))
		return true;
	*comparison = COMPARE_NOT_IN;
	if (!parser_is_word(parser, "not") || !parser_next_is_word(parser, "in"))
		return false;
	parser->token += 2;
	return true;
}

static struct expression *
read_comparison(struct parser *parser)
{
	struct expression *first = read_sum(parser);
	struct expression *compare = NULL;

	for (enum comparator comparison; skip_comparison(parser, &comparison);) {
		if (!compare) {
			compare = parser_new(parser, EXPRESSION_COMPARE, first->start);
			compare->first = parser_part(compare, first);
		}
		struct operand *operand =
			ARENA_ADD(parser->arena, compare->operands, compare->operand_count);

		*operand = (struct operand){comparison, NULL};
		operand->right = parser_part(compare, read_sum(parser));
	}
	return compare ? parser_finish(parser, compare) : first;
}

static struct expression *
read_not(struct parser *parser)
{
	if (!parser_is_word(parser, "not"))
		return read_comparison(parser);
	struct expression *negation = parser_new(parser, EXPRESSION_NOT, parser->token->start);

	enter(parser);
	parser->token++;
	negation->of = parser_part(negation, read_not(parser));
	parser->nesting--;
	return parser_finish(parser, negation);
}

static struct expression *
read_and(struct parser *parser)
{
	struct expression *left = read_not(parser);

	while (parser_skip_word(parser, "and"))
		left = new_binary(parser, EXPRESSION_AND, left, read_not(parser));
	return left;
}

static struct expression *
read_or(struct parser *parser)
{
	struct expression *left = read_and(parser);

	while (parser_skip_word(parser, "or"))
		left = new_binary(parser, EXPRESSION_OR, left, read_and(parser));
	return left;
}

struct expression *
parser_expression(struct parser *parser, bool condition)
{
	enter(parser);
	struct expression *value = read_or(parser);

	while (condition && parser_skip_word(parser, "if")) {
		struct expression *chosen = parser_new(parser, EXPRESSION_CONDITION, value->start);

		chosen->yes = parser_part(chosen, value);
		chosen->test = parser_part(chosen, read_or(parser));
		if (parser_skip_word(parser, "else"))
			chosen->no = parser_part(chosen, read_full(parser));
		value = parser_finish(parser, chosen);
	}
	parser->nesting--;
	return value;
}
