#include "jinja/syntax/lexer.h"

#include <string.h>

#include "jinja/syntax/literal.h"
#include "jinja/syntax/mistakes.h"
#include "jinja/syntax/script.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/value/unicode.h"
#include "support/arena.h"
#include "support/source.h"
#include "support/banned.h"

struct lexer {
	struct arena *arena, *token_arena;
	const struct script *script;
	struct whitespace_control whitespace;
	struct syntax_error *error;
	struct token *tokens;
	size_t count;
	uint32_t at;
	bool line_starting; /* the last tag removed the line end behind it */
	char closers[LEXER_DEEPEST];
	size_t depth;
};

static bool
looking_at(const struct lexer *lexer, uint32_t at, const char *string)
{
	const size_t length = strlen(string);

	return lexer->script->length - at >= length &&
	       memcmp(lexer->script->bytes + at, string, length) == 0;
}

static uint32_t
skip_space(const struct lexer *lexer, uint32_t at)
{
	return at + (uint32_t)unicode_space_length(
			    lexer->script->bytes + at, lexer->script->length - at);
}

static struct token *
add(struct lexer *lexer, enum token_kind kind, uint32_t start, uint32_t end)
{
	struct token *token = ARENA_ADD(lexer->token_arena, lexer->tokens, lexer->count);

	*token = (struct token){.kind = kind, .start = start, .end = end};
	return token;
}

/*
 * The end of the data before a tag, without the white space that its sign or lstrip_blocks removes.
 */
static uint32_t
strip_data(const struct lexer *lexer, uint32_t start, uint32_t end, char sign, bool variable)
{
	const char *bytes = lexer->script->bytes;
	uint32_t line = end;

	if (sign == '-')
		return start + (uint32_t)unicode_trimmed_length(bytes + start, end - start);
	if (sign == '+' || !lexer->whitespace.lstrip_blocks || variable)
		return end;
	while (line > start && bytes[line - 1] != '\n')
		line--;
	if ((line > start || lexer->line_starting) && skip_space(lexer, line) >= end)
		return line;
	return end;
}

static void
add_data(struct lexer *lexer, uint32_t start, uint32_t end)
{
	if (start == end)
		return;
	add(lexer, TOKEN_DATA, start, end)->value =
		value_string(lexer->script->bytes + start, end - start);
}

/*
 * The end of the closing mark at `at`, with the white space behind it that is removed; 0 if there
 * is none.
 */
static uint32_t
match_end(struct lexer *lexer, uint32_t at, const char *mark, bool variable)
{
	const bool minus = looking_at(lexer, at, "-"),
		   plus = !variable && looking_at(lexer, at, "+");
	uint32_t end = at + (minus || plus);

	if (!looking_at(lexer, end, mark))
		return 0;
	end += 2;
	if (minus)
		end = skip_space(lexer, end);
	else if (!plus && !variable && lexer->whitespace.trim_blocks &&
		 looking_at(lexer, end, "\n"))
		end++;
	lexer->line_starting = lexer->script->bytes[end - 1] == '\n';
	return end;
}

static void
read_comment(struct lexer *lexer, uint32_t start)
{
	for (uint32_t at = lexer->at; at < lexer->script->length; at++) {
		const char *sign =
			memchr(lexer->script->bytes + at, '#', lexer->script->length - at);

		if (!sign)
			break;
		at = (uint32_t)(sign - lexer->script->bytes);
		if (!looking_at(lexer, at, "#}"))
			continue;
		const char before = at > lexer->at ? lexer->script->bytes[at - 1] : '\0';

		lexer->at = match_end(lexer, at - (before == '-' || before == '+'), "#}", false);
		return;
	}
	const bool shell = start > 0 && lexer->script->bytes[start - 1] == '$';

	syntax_error_raise(lexer->error, start, start + 2,
		shell ? MISTAKE_COMMENT_OPEN_SHELL : MISTAKE_COMMENT_OPEN);
}

/* The end of "raw %}" at `at`, behind the sign of the tag; 0 if there is none. */
static uint32_t
match_raw(struct lexer *lexer, uint32_t at)
{
	at = skip_space(lexer, at);
	if (!looking_at(lexer, at, "raw"))
		return 0;
	at = skip_space(lexer, at + 3);
	if (looking_at(lexer, at, "%}"))
		return at + 2;
	return looking_at(lexer, at, "-%}") ? skip_space(lexer, at + 3) : 0;
}

static void
read_raw(struct lexer *lexer, uint32_t start)
{
	const uint32_t begin = lexer->at;

	lexer->line_starting = lexer->script->bytes[begin - 1] == '\n';
	for (uint32_t at = begin; at + 2 <= lexer->script->length; at++) {
		if (!looking_at(lexer, at, "{%"))
			continue;
		const char sign =
			at + 2 < lexer->script->length ? lexer->script->bytes[at + 2] : '\0';
		uint32_t word = skip_space(lexer, at + 2 + (sign == '-' || sign == '+'));

		if (!looking_at(lexer, word, "endraw"))
			continue;
		const uint32_t close = skip_space(lexer, word + 6);
		const bool line_starting = lexer->line_starting;
		const uint32_t end = match_end(lexer, close, "%}", false);

		if (!end)
			continue;
		const bool after = lexer->line_starting;

		lexer->line_starting = line_starting;
		add_data(lexer, begin, strip_data(lexer, begin, at, sign, false));
		lexer->line_starting = after;
		lexer->at = end;
		return;
	}
	syntax_error_raise(lexer->error, start, begin, MISTAKE_RAW_OPEN);
}

static void
balance(struct lexer *lexer, char bracket, uint32_t at)
{
	static const char openers[] = "({[", closers[] = ")}]";
	const char *opener = strchr(openers, bracket);

	if (opener) {
		if (lexer->depth == LEXER_DEEPEST)
			syntax_error_raise(
				lexer->error, at, at + 1, MISTAKE_EXPRESSION_DEEP, LEXER_DEEPEST);
		lexer->closers[lexer->depth++] = closers[opener - openers];
	} else if (strchr(closers, bracket)) {
		if (!lexer->depth)
			syntax_error_raise(
				lexer->error, at, at + 1, MISTAKE_UNEXPECTED, 1, &bracket);
		if (lexer->closers[--lexer->depth] != bracket)
			syntax_error_raise(lexer->error, at, at + 1, MISTAKE_CLOSER, bracket,
				lexer->closers[lexer->depth]);
	}
}

static const struct {
	const char *text;
	enum token_kind kind;
} operators[] = {
	{"//", TOKEN_FLOORDIV},
	{"**", TOKEN_POW},
	{"==", TOKEN_EQ},
	{"!=", TOKEN_NE},
	{">=", TOKEN_GE},
	{"<=", TOKEN_LE},
	{"+", TOKEN_ADD},
	{"-", TOKEN_SUB},
	{"/", TOKEN_DIV},
	{"*", TOKEN_MUL},
	{"%", TOKEN_MOD},
	{"~", TOKEN_TILDE},
	{"[", TOKEN_LEFT_BRACKET},
	{"]", TOKEN_RIGHT_BRACKET},
	{"(", TOKEN_LEFT_PAREN},
	{")", TOKEN_RIGHT_PAREN},
	{"{", TOKEN_LEFT_BRACE},
	{"}", TOKEN_RIGHT_BRACE},
	{">", TOKEN_GT},
	{"<", TOKEN_LT},
	{"=", TOKEN_ASSIGN},
	{".", TOKEN_DOT},
	{":", TOKEN_COLON},
	{"|", TOKEN_PIPE},
	{",", TOKEN_COMMA},
	{";", TOKEN_SEMICOLON},
};

static void
read_operator(struct lexer *lexer)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (!looking_at(lexer, lexer->at, operators[i].text))
			continue;
		const uint32_t start = lexer->at;

		lexer->at += (uint32_t)strlen(operators[i].text);
		balance(lexer, operators[i].text[0], start);
		add(lexer, operators[i].kind, start, lexer->at);
		return;
	}
	const uint32_t length = (uint32_t)unicode_length(lexer->script->bytes + lexer->at);

	syntax_error_raise(lexer->error, lexer->at, lexer->at + length, MISTAKE_CHARACTER,
		(int)length, lexer->script->bytes + lexer->at);
}

static void
read_name(struct lexer *lexer)
{
	const uint32_t start = lexer->at;

	while (lexer->at < lexer->script->length &&
		literal_is_word(lexer->script->bytes[lexer->at]))
		lexer->at++;
	add(lexer, TOKEN_NAME, start, lexer->at)->value =
		value_string(lexer->script->bytes + start, lexer->at - start);
}

static void
read_string(struct lexer *lexer)
{
	const char *bytes = lexer->script->bytes;
	const uint32_t start = lexer->at;
	uint32_t end = start + 1;

	while (end < lexer->script->length && bytes[end] != bytes[start])
		end += bytes[end] == '\\' ? 2 : 1;
	if (end >= lexer->script->length)
		syntax_error_raise(lexer->error, start, start + 1, MISTAKE_STRING_OPEN);
	lexer->at = end + 1;
	add(lexer, TOKEN_STRING, start, lexer->at)->value =
		literal_string(lexer->arena, bytes, start + 1, end, lexer->error);
}

static void
read_number(struct lexer *lexer)
{
	const uint32_t start = lexer->at;
	const bool after_dot = start > 0 && lexer->script->bytes[start - 1] == '.';
	const size_t rest = lexer->script->length - start;
	size_t length = after_dot ? 0 : literal_float_length(lexer->script->bytes + start, rest);
	const enum token_kind kind = length ? TOKEN_FLOAT : TOKEN_INTEGER;

	if (!length)
		length = literal_integer_length(lexer->script->bytes + start, rest);
	lexer->at += (uint32_t)length;
	add(lexer, kind, start, lexer->at)->value = literal_number(
		lexer->script->bytes, start, lexer->at, kind == TOKEN_FLOAT, lexer->error);
}

static void
read_token(struct lexer *lexer)
{
	const char character = lexer->script->bytes[lexer->at];

	if (character >= '0' && character <= '9')
		read_number(lexer);
	else if (literal_is_word(character))
		read_name(lexer);
	else if (character == '"' || character == '\'')
		read_string(lexer);
	else
		read_operator(lexer);
}

/* The tokens of a tag up to its closing mark. */
static void
read_tag(struct lexer *lexer, bool variable)
{
	const enum token_kind kind = variable ? TOKEN_VARIABLE_END : TOKEN_BLOCK_END;

	lexer->depth = 0;
	while (lexer->at = skip_space(lexer, lexer->at), lexer->at < lexer->script->length) {
		const uint32_t end = lexer->depth ? 0
						  : match_end(lexer, lexer->at,
							    variable ? "}}" : "%}", variable);

		if (end) {
			add(lexer, kind, lexer->at,
				lexer->at + 2 +
					(lexer->script->bytes[lexer->at] < '%' ||
						lexer->script->bytes[lexer->at] == '-'));
			lexer->at = end;
			return;
		}
		read_token(lexer);
	}
}

/* The next "{{", "{%" or "{#" from `at` on, or the end. */
static uint32_t
find_tag(const struct lexer *lexer, uint32_t at)
{
	const char *bytes = lexer->script->bytes;

	while (at + 1 < lexer->script->length) {
		const char *brace = memchr(bytes + at, '{', lexer->script->length - 1 - at);

		if (!brace)
			break;
		at = (uint32_t)(brace - bytes);
		if (bytes[at + 1] == '{' || bytes[at + 1] == '%' || bytes[at + 1] == '#')
			return at;
		at++;
	}
	return lexer->script->length;
}

static void
read_piece(struct lexer *lexer)
{
	const char *bytes = lexer->script->bytes;
	const uint32_t tag = find_tag(lexer, lexer->at);

	if (tag == lexer->script->length) {
		add_data(lexer, lexer->at, tag);
		lexer->at = tag;
		return;
	}
	const char type = bytes[tag + 1],
		   sign = tag + 2 < lexer->script->length ? bytes[tag + 2] : '\0';
	const uint32_t behind = tag + 2 + (sign == '-' || sign == '+');
	const uint32_t raw = type == '%' ? match_raw(lexer, behind) : 0;

	add_data(lexer, lexer->at, strip_data(lexer, lexer->at, tag, sign, type == '{'));
	lexer->at = raw ? raw : behind;
	lexer->line_starting = false;
	if (raw) {
		read_raw(lexer, tag);
	} else if (type == '#') {
		read_comment(lexer, tag);
	} else {
		add(lexer, type == '{' ? TOKEN_VARIABLE_BEGIN : TOKEN_BLOCK_BEGIN, tag, behind);
		read_tag(lexer, type == '{');
	}
}

struct token *
lexer_read(struct arena *arena, struct arena *tokens, const struct script *script,
	struct whitespace_control whitespace, struct syntax_error *error)
{
	struct lexer lexer = {.arena = arena,
		.token_arena = tokens,
		.script = script,
		.whitespace = whitespace,
		.error = error,
		.line_starting = true};

	while (lexer.at < script->length)
		read_piece(&lexer);
	add(&lexer, TOKEN_END, script->length, script->length);
	return lexer.tokens;
}

const char *
token_name(enum token_kind kind)
{
	static const char *const names[] = {
		[TOKEN_END] = "end of template",
		[TOKEN_DATA] = "text",
		[TOKEN_VARIABLE_BEGIN] = "{{",
		[TOKEN_VARIABLE_END] = "}}",
		[TOKEN_BLOCK_BEGIN] = "{%",
		[TOKEN_BLOCK_END] = "%}",
		[TOKEN_NAME] = "a name",
		[TOKEN_STRING] = "a string",
		[TOKEN_INTEGER] = "an integer",
		[TOKEN_FLOAT] = "a float",
	};

	if (kind < TOKEN_ADD)
		return names[kind];
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (operators[i].kind == kind)
			return operators[i].text;
	return "?";
}
