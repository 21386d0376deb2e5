/*
 * Tokens to tree: parser.c walks along the tokens and makes nodes, parser_statement.c reads
 * statements, parser_expression.c expressions, parser_postfix.c what stands behind one.
 */
#ifndef JINJA_SYNTAX_PARSER_H
#define JINJA_SYNTAX_PARSER_H

#include "jinja/syntax/lexer.h"
#include "jinja/syntax/ast.h"
#include "support/map.h"

enum { EXPRESSION_DEEPEST = 190, STATEMENT_DEEPEST = 45, NESTING_DEEPEST = 120 };

struct parser {
	struct arena *arena;
	struct map *names; /* the environment's words */
	struct syntax_error *error;
	const struct token *token;  /* the current one; the next ones stand behind it */
	const struct token *opener; /* the tag whose body is being read, or NULL */
	size_t nesting, statement_nesting;
};

/* The one name object for a word. */
const struct name *
name_of(struct arena *arena, struct map *names, const char *bytes, size_t length);

/* The statements of a whole template (Jinja: "List of Control Structures"). Mistakes jump out. */
struct body
parser_read(struct parser *parser);

/* Below: for the parser's own files. Where tokens are not as they must be, they report and jump out. */

bool
token_is_word(const struct token *token, const char *word);

/* Whether the current token, or the one behind it, is of this kind or is the name `word`. */
bool
parser_is(const struct parser *parser, enum token_kind kind);

bool
parser_is_word(const struct parser *parser, const char *word);

bool
parser_next_is_word(const struct parser *parser, const char *word);

/* The same, and on to the next token if so. */
bool
parser_skip(struct parser *parser, enum token_kind kind);

bool
parser_skip_word(struct parser *parser, const char *word);

/* The current token, which must be of this kind, and on to the next. */
const struct token *
parser_expect(struct parser *parser, enum token_kind kind);

void
parser_expect_word(struct parser *parser, const char *word);

const struct name *
parser_name(struct parser *parser);

/* Reports the current token, where `expected` should have stood. */
_Noreturn void
parser_fail_expected(struct parser *parser, const char *expected);

_Noreturn void
parser_fail_unexpected(struct parser *parser);

/* A node that begins at the offset `start`. */
struct expression *
parser_new(struct parser *parser, enum expression_kind kind, uint32_t start);

/* Makes the tree of `whole` at least as deep as that of `part`; returns `part`, which may be NULL. */
struct expression *
parser_part(struct expression *whole, struct expression *part);

/* Ends `expression`, whose parts are known, behind the token read last; refuses one that is too deep. */
struct expression *
parser_finish(struct parser *parser, struct expression *expression);

void
parser_append(
	struct parser *parser, struct expression ***items, size_t *count, struct expression *item);

/* An expression; without `condition` "if" ends it. */
struct expression *
parser_expression(struct parser *parser, bool condition);

/* An expression or, with commas, a tuple of them. */
struct expression *
parser_tuple(struct parser *parser, bool condition);

/* What can be assigned to: a name or a tuple of targets. */
struct expression *
parser_target(struct parser *parser);

/* "name | name(…)" behind a pipe or, for filter blocks, at its first name; of `subject` or NULL. */
struct expression *
parser_filters(struct parser *parser, struct expression *subject, bool at_name);

/* A name, a literal, or what stands in brackets. */
struct expression *
parser_primary(struct parser *parser);

/* `expression` with the attributes, items and calls behind it. */
struct expression *
parser_postfix(struct parser *parser, struct expression *expression);

/* `expression` with the filters, tests and calls behind it. */
struct expression *
parser_filters_and_tests(struct parser *parser, struct expression *expression);

#endif
