/* The text of a template as tokens. */
#ifndef JINJA_SYNTAX_LEXER_H
#define JINJA_SYNTAX_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jinja/run/template.h"
#include "jinja/value/value.h"

struct mishap;

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

/* The text of a template with every line end made LF (Jinja: newline_sequence), as it is lexed. */
struct script {
	const char *bytes;
	uint32_t length;
	uint32_t *removed; /* where in `bytes` a CR before LF was left out, ascending */
	size_t removed_count;
};

/* `source` as a script of `arena`; the last line end is dropped unless it is to be kept. */
struct script
script_of_source(struct arena *arena, const struct source *source, bool keep_trailing_newline);

/* Where in the source the offset `at` of the script stands. */
uint32_t
script_offset(const struct script *script, uint32_t at);

/*
 * All tokens of `script`, the last one TOKEN_END, in `tokens`, their values in `arena` (Jinja: Template Designer Documentation,
 * "Whitespace Control"). The first mistake goes to `mishap`.
 */
struct token *
lexer_read(struct arena *arena, struct arena *tokens, const struct script *script,
	struct environment_options options, struct mishap *mishap);

/* What a token of this kind is called in messages. */
const char *
token_name(enum token_kind kind);

#endif
