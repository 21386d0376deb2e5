/*
 * Tokens to tree: a parser walks along the tokens and makes nodes. What the nodes are,
 * parser_statement.h, parser_import.h, parser_expression.h and parser_postfix.h know. Where a token
 * is not what it must be, a syntax error is raised.
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
	const struct token *token;  /* the current token; those to come follow it in memory */
	const struct token *opener; /* the tag whose body is being read, or NULL */
	size_t nesting, statement_nesting;
};

/* The name object of a word; equal words have the same one. */
const struct name *
name_of(struct arena *arena, struct map *names, const char *bytes, size_t length);

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

/* A name that can be assigned to, which keywords of Jinja's literals cannot. */
const struct name *
parser_new_name(struct parser *parser);

/* Reports the current token, where `expected` should have stood. */
_Noreturn void
parser_fail_expected(struct parser *parser, const char *expected);

_Noreturn void
parser_fail_unexpected(struct parser *parser);

/* A node that begins at the offset `start`. */
struct expression *
parser_new(struct parser *parser, enum expression_kind kind, uint32_t start);

/* A statement whose tag begins at `token`. */
struct statement *
parser_new_statement(struct parser *parser, enum statement_kind kind, const struct token *token);

/*
 * Makes the tree of `whole` at least as deep as that of `part`; returns `part`, which may be NULL.
 */
struct expression *
parser_part(struct expression *whole, struct expression *part);

/*
 * Ends `expression`, whose parts are known, behind the token read last; refuses one that is too
 * deep.
 */
struct expression *
parser_finish(struct parser *parser, struct expression *expression);

void
parser_append(
	struct parser *parser, struct expression ***items, size_t *count, struct expression *item);

#endif
