/* The text of a template as tokens. */
#ifndef JINJA_SYNTAX_LEXER_H
#define JINJA_SYNTAX_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jinja/syntax/whitespace.h"
#include "jinja/value/value.h"

struct arena;
struct script;
struct syntax_error;

enum token_kind {
	TOKEN_END,
	TOKEN_DATA,
	TOKEN_VARIABLE_BEGIN,
	TOKEN_VARIABLE_END,
	TOKEN_BLOCK_BEGIN,
	TOKEN_BLOCK_END,
	TOKEN_NAME,
	TOKEN_STRING,
	TOKEN_INTEGER,
	TOKEN_FLOAT,
	TOKEN_ADD,
	TOKEN_SUB,
	TOKEN_MUL,
	TOKEN_DIV,
	TOKEN_FLOORDIV,
	TOKEN_MOD,
	TOKEN_POW,
	TOKEN_TILDE,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_LT,
	TOKEN_LE,
	TOKEN_GT,
	TOKEN_GE,
	TOKEN_ASSIGN,
	TOKEN_LEFT_PAREN,
	TOKEN_RIGHT_PAREN,
	TOKEN_LEFT_BRACKET,
	TOKEN_RIGHT_BRACKET,
	TOKEN_LEFT_BRACE,
	TOKEN_RIGHT_BRACE,
	TOKEN_DOT,
	TOKEN_COLON,
	TOKEN_PIPE,
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
};

/* A token and where it stands in the text. `value` is a data, name, string or number token's. */
struct token {
	enum token_kind kind;
	uint32_t start, end;
	struct value value;
};

/*
 * All tokens of `script`, the last one TOKEN_END. They live in `tokens`, their values in `arena`.
 * The first mistake is raised in `error`.
 */
struct token *
lexer_read(struct arena *arena, struct arena *tokens, const struct script *script,
	struct whitespace_control whitespace, struct syntax_error *error);

/* What a token of this kind is called in messages. */
const char *
token_name(enum token_kind kind);

#endif
