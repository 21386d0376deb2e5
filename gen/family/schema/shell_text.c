#include "family/schema/shell_text.h"

#include <stdbool.h>
#include <string.h>

#include "family/schema/shell_reader.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether a here-document starts at <<. */
static bool
is_here_document(const char *at)
{
	at += 2 + (at[2] == '-');
	at += strspn(at, " \t");
	return *at == '_' || *at == '\'' || *at == '"' || *at == '\\' ||
	       (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
}

/* The reserved words that open or close something. */
static const struct reserved {
	const char *word;
	enum role { ROLE_OPENS, ROLE_BODY, ROLE_CONDITION, ROLE_LAST, ROLE_CLOSES } role;
	enum shell_kind kind;
	enum shell_position next;
} reserved_words[] = {
	{"if", ROLE_OPENS, KIND_IF, POSITION_COMMAND},
	{"then", ROLE_BODY, KIND_IF, POSITION_COMMAND},
	{"elif", ROLE_CONDITION, KIND_IF, POSITION_COMMAND},
	{"else", ROLE_LAST, KIND_IF, POSITION_COMMAND},
	{"fi", ROLE_CLOSES, KIND_IF, POSITION_END},
	{"while", ROLE_OPENS, KIND_LOOP, POSITION_COMMAND},
	{"until", ROLE_OPENS, KIND_LOOP, POSITION_COMMAND},
	{"for", ROLE_OPENS, KIND_LOOP, POSITION_FOR_NAME},
	{"do", ROLE_BODY, KIND_LOOP, POSITION_COMMAND},
	{"done", ROLE_CLOSES, KIND_LOOP, POSITION_END},
	{"case", ROLE_OPENS, KIND_CASE, POSITION_CASE_WORD},
	{"esac", ROLE_CLOSES, KIND_CASE, POSITION_END},
	{"{", ROLE_OPENS, KIND_GROUP, POSITION_COMMAND},
	{"}", ROLE_CLOSES, KIND_GROUP, POSITION_END},
};

static bool
is_word(const char *at, size_t length, const char *word)
{
	return strlen(word) == length && strncmp(at, word, length) == 0;
}

static const struct reserved *
find_reserved(const char *at, size_t length)
{
	for (size_t i = 0; i < sizeof(reserved_words) / sizeof(*reserved_words); i++)
		if (is_word(at, length, reserved_words[i].word))
			return &reserved_words[i];
	return NULL;
}

/* Whether a reserved word can stand in the innermost construct. */
static bool
fits(struct shell_reader *reader, const struct reserved *reserved)
{
	const struct shell_frame *frame = shell_innermost(reader);

	if (reserved->role == ROLE_OPENS)
		return reader->position != POSITION_END;
	if (frame->kind != reserved->kind || reader->needs)
		return false;
	switch (reserved->role) {
	case ROLE_BODY:
		return !frame->in_body;
	case ROLE_CONDITION:
	case ROLE_LAST:
		return frame->in_body && !frame->is_last;
	case ROLE_CLOSES:
		return frame->in_body || frame->kind == KIND_GROUP || frame->kind == KIND_CASE;
	case ROLE_OPENS:
	default:
		return true;
	}
}

static void
read_reserved(struct shell_reader *reader, const struct reserved *reserved)
{
	if (!fits(reader, reserved))
		shell_fail(reader,
			"a reserved word such as then, do, done or } stands where none can");
	shell_take(reader, strlen(reserved->word));
	if (reader->fault.message)
		return;
	reader->is_compound = true;
	if (reserved->role == ROLE_OPENS) {
		shell_begin_command(reader);
		shell_enter(reader, reserved->kind);
	} else if (reserved->role == ROLE_CLOSES) {
		shell_leave(reader);
	} else {
		shell_innermost(reader)->in_body = reserved->role != ROLE_CONDITION;
		shell_innermost(reader)->is_last = reserved->role == ROLE_LAST;
	}
	reader->position = reserved->next;
	reader->needs = reserved->next == POSITION_COMMAND;
}

/* Reads the first word of a command, if the shell gives it a meaning; false if it does not. */
static bool
read_command_word(struct shell_reader *reader, size_t length)
{
	const char *at = reader->at;
	const char *behind = at + length + strspn(at + length, " \t");
	const struct reserved *reserved = find_reserved(at, length);

	if (reserved) {
		read_reserved(reader, reserved);
	} else if (reader->position == POSITION_END) {
		shell_fail(reader, "a word stands behind a compound command");
	} else if (is_word(at, length, "function") || is_word(at, length, "select") ||
		   is_word(at, length, "coproc")) {
		shell_fail(reader, "'function', 'select' and 'coproc' are not for every shell");
	} else if (is_word(at, length, "!")) {
		shell_take(reader, 1);
		shell_begin_command(reader);
		reader->passes |= reader->depth == 0;
		reader->needs = true;
	} else if (is_word(at, length, "[[")) {
		shell_take(reader, 2);
		shell_begin_command(reader);
		reader->position = POSITION_ARGUMENT;
		shell_enter(reader, KIND_TEST);
	} else if (length && *behind == '(' && behind[1 + strspn(behind + 1, " \t")] == ')') {
		behind += 2 + strspn(behind + 1, " \t");
		shell_take(reader, (size_t)(behind - at));
		shell_begin_command(reader);
		reader->needs = reader->is_compound = true;
	} else {
		return false;
	}
	return true;
}

/* Reads what is special about the first characters of a word; false if nothing is. */
static bool
begin_word(struct shell_reader *reader)
{
	size_t length = strcspn(reader->at, " \t\n;&|()<>\"'$`\\");
	const char *end = reader->at + length;
	const enum shell_position position = reader->position;

	if (!shell_is_delimiter(*end) && !shell_continuation(end))
		length = 0; /* quoted, which no reserved word is */
	if (reader->is_target) {
		reader->is_target = false;
		return false;
	}
	if (length && strchr("<>", *end) && strspn(reader->at, "0123456789") == length)
		return false;
	switch (position) {
	case POSITION_COMMAND:
	case POSITION_END:
		if (read_command_word(reader, length))
			return true;
		reader->position = POSITION_ARGUMENT;
		shell_write_gap(reader);
		shell_begin_command(reader);
		return false;
	case POSITION_FOR_NAME:
		reader->position = POSITION_FOR_IN;
		return false;
	case POSITION_FOR_IN:
		if (is_word(reader->at, length, "do"))
			read_reserved(reader, find_reserved("do", 2));
		else if (!is_word(reader->at, length, "in"))
			shell_fail(reader, "'for NAME' needs 'in' or 'do'");
		reader->position = reader->needs ? POSITION_COMMAND : POSITION_ARGUMENT;
		return reader->needs;
	case POSITION_CASE_WORD:
		reader->position = POSITION_CASE_IN;
		return false;
	case POSITION_CASE_IN:
		if (!is_word(reader->at, length, "in"))
			shell_fail(reader, "'case WORD' needs 'in'");
		else
			shell_take(reader, strlen("in"));
		reader->position = POSITION_PATTERN;
		return true;
	case POSITION_PATTERN:
		if (is_word(reader->at, length, "esac")) {
			read_reserved(reader, find_reserved("esac", 4));
			return true;
		}
		reader->position = POSITION_PATTERN_REST;
		return false;
	case POSITION_ARGUMENT:
	case POSITION_PATTERN_REST:
	default:
		return false;
	}
}

static bool
ends_command(const struct shell_reader *reader)
{
	return reader->position == POSITION_ARGUMENT || reader->position == POSITION_END;
}

/* Reads ; or & or what ends a branch of case. */
static void
read_separator(struct shell_reader *reader)
{
	const char *at = reader->at;
	const bool is_case = shell_innermost(reader)->kind == KIND_CASE;

	if (is_case && *at == ';' && (at[1] == ';' || at[1] == '&') && !reader->needs &&
		(ends_command(reader) || reader->position == POSITION_COMMAND)) {
		reader->gap = reader->gap == GAP_END ? GAP_BREAK : reader->gap;
		shell_take(reader, 2 + (strncmp(at, ";;&", 3) == 0));
		reader->position = POSITION_PATTERN;
		return;
	}
	if (!ends_command(reader) && !(*at == ';' && reader->position == POSITION_FOR_IN))
		shell_fail(reader, "there is no command before ; or &");
	if (*at == '&')
		reader->passes &= reader->depth > 0;
	shell_end_list(reader);
	reader->has_separator |= reader->depth == 0;
	reader->is_compound |= reader->depth > 0;
	shell_take(reader, 1);
	reader->position = POSITION_COMMAND;
}

/* Reads &&, || or |. */
static void
read_operator(struct shell_reader *reader)
{
	const size_t length =
		reader->at[1] == *reader->at || strncmp(reader->at, "|&", 2) == 0 ? 2 : 1;
	const bool is_or = strncmp(reader->at, "||", 2) == 0;

	if (reader->position == POSITION_PATTERN_REST && length == 1) {
		shell_take(reader, 1);
		return;
	}
	if (reader->gap == GAP_END)
		reader->gap = GAP_BREAK;
	else if (!ends_command(reader))
		shell_fail(reader, "there is no command before &&, || or |");
	if (reader->depth == 0 && length == 2 && (is_or || *reader->at == '&')) {
		reader->passes = !is_or;
		reader->has_separator |= is_or;
	}
	shell_take(reader, length);
	reader->position = POSITION_COMMAND;
	reader->needs = true;
}

static void
read_opening(struct shell_reader *reader)
{
	const bool is_arithmetic = reader->at[1] == '(';
	const enum shell_position position = reader->position;

	shell_take(reader, 1);
	if (reader->in_word) {
		shell_enter(reader, KIND_PARENTHESES);
	} else if (position == POSITION_PATTERN) {
		reader->position = POSITION_PATTERN_REST;
	} else if (position == POSITION_FOR_NAME && is_arithmetic) { /* bash */
		reader->position = POSITION_FOR_IN;
		shell_enter(reader, KIND_PARENTHESES);
	} else if (position == POSITION_COMMAND) {
		shell_begin_command(reader);
		reader->is_compound = true;
		reader->position = POSITION_END;
		shell_enter(reader, is_arithmetic ? KIND_PARENTHESES : KIND_SUBSHELL);
		reader->position = POSITION_COMMAND;
		reader->needs = !is_arithmetic;
	} else {
		shell_fail(reader, "a parenthesis stands where no command starts");
	}
}

static void
read_closing(struct shell_reader *reader)
{
	const enum shell_kind kind = shell_innermost(reader)->kind;

	shell_take(reader, 1);
	if (kind == KIND_CASE && reader->position == POSITION_PATTERN_REST) {
		reader->position = POSITION_COMMAND;
	} else if ((kind == KIND_SUBSHELL || kind == KIND_SUBSTITUTION) && !reader->needs) {
		shell_leave(reader);
		reader->in_word = kind == KIND_SUBSTITUTION;
	} else {
		shell_fail(reader,
			"a parenthesis closes nothing, or an operator has no command behind it");
	}
}

/* Reads < or > or &> and what belongs to it. */
static void
read_redirection(struct shell_reader *reader)
{
	const char *at = reader->at;
	size_t length = at[1] == *at || (at[1] && strchr("&|>", at[1])) ? 2 : 1;

	if (strncmp(at, "<<<", 3) == 0 || strncmp(at, "&>>", 3) == 0)
		length = 3;
	else if (strncmp(at, "<<", 2) == 0 && is_here_document(at))
		shell_fail(reader,
			"there is a here-document (<<), which RUN cannot hold; write the text "
			"by printf, or copy a file");
	shell_write_gap(reader);
	if (reader->position == POSITION_COMMAND) {
		shell_begin_command(reader);
		reader->position = POSITION_ARGUMENT;
	}
	if (at[1] == '(') {
		shell_take(reader, 2);
		shell_enter(reader, KIND_SUBSTITUTION);
		reader->position = POSITION_COMMAND;
		reader->is_target = false;
		return;
	}
	shell_take(reader, length);
	reader->is_target = true;
}

static void
read_line_end(struct shell_reader *reader)
{
	enum shell_gap gap = GAP_BREAK;

	if (reader->is_target || reader->position == POSITION_FOR_NAME ||
		reader->position == POSITION_CASE_WORD || reader->position == POSITION_PATTERN_REST)
		shell_fail(reader, "a line ends where a word must follow");
	if (ends_command(reader) || reader->position == POSITION_FOR_IN) {
		gap = GAP_END;
		reader->position = POSITION_COMMAND;
	}
	if (reader->first && gap > reader->gap)
		reader->gap = gap;
	reader->blanks = NULL;
	reader->in_word = reader->goes_on = false;
	reader->begins_line = true;
	reader->line++;
	reader->at++;
}

/* Reads a character of commands that is part of a word. */
static void
read_word(struct shell_reader *reader)
{
	if (!reader->in_word && begin_word(reader))
		return;
	reader->in_word = true;
	if (!shell_read_quoting(reader))
		shell_take(reader, strcspn(reader->at, " \t\n;&|()<>\"'$`\\"));
}

static void
read_comment(struct shell_reader *reader)
{
	if (reader->goes_on)
		shell_fail(reader, "a comment (#) stands behind a line that goes on");
	reader->at += strcspn(reader->at, "\n");
}

/* Reads a character that ends a word; false if there is none. */
static bool
read_delimiter(struct shell_reader *reader)
{
	const char *at = reader->at;

	if (*at == '(' || !shell_is_delimiter(*at)) {
		if (*at == '(')
			read_opening(reader);
		return *at == '(';
	}
	reader->in_word = false;
	if (*at == '\n') {
		read_line_end(reader);
	} else if (*at == ' ' || *at == '\t') {
		reader->blanks = reader->blanks ? reader->blanks : at;
		reader->at++;
	} else if (*at == '<' || *at == '>' || strncmp(at, "&>", 2) == 0) {
		read_redirection(reader);
	} else if (*at == '|' || strncmp(at, "&&", 2) == 0) {
		read_operator(reader);
	} else if (*at == ')') {
		read_closing(reader);
	} else {
		read_separator(reader);
	}
	return true;
}

static void
read_next(struct shell_reader *reader)
{
	const enum shell_kind kind = shell_innermost(reader)->kind;

	if (kind >= KIND_SINGLE && kind <= KIND_TEST)
		shell_read_quoted(reader);
	else if (*reader->at == '#' && !reader->in_word)
		read_comment(reader);
	else if (*reader->at == '-' && reader->begins_line)
		shell_fail(reader, "a line starts with -, which RUN takes for one of its flags");
	else if (shell_continuation(reader->at))
		shell_read_backslash(reader);
	else if (!read_delimiter(reader))
		read_word(reader);
}

static void
read_text(struct shell_reader *reader)
{
	while (*reader->at && !reader->fault.message)
		read_next(reader);
	if (reader->depth) {
		reader->line = shell_innermost(reader)->line;
		shell_fail(reader, shell_innermost(reader)->kind >= KIND_GROUP
					   ? "a command such as if, for, case or { is not closed"
					   : "a quote or a parenthesis is not closed");
	}
	if (reader->goes_on || reader->last == '\\')
		shell_fail(reader, "the last line ends with a backslash");
	if (reader->needs || reader->is_target)
		shell_fail(reader, "the last line ends where a command or a word must follow");
	if (!reader->first)
		shell_fail(reader, "there is no command in it");
}

/* Whether the commands begin with a `set` that has -e, alone in its list. */
static bool
sets_errexit(const char *first)
{
	size_t length;

	if (strncmp(first, "set -", 5) != 0)
		return false;
	length = strspn(first + 5, "abcdefghijklmnopqrstuvwxyz");
	return memchr(first + 5, 'e', length) && strchr(";\n", first[5 + length]);
}

struct shell_fault
shell_text_join(const char *text, struct text *out)
{
	const struct shell_reader start = {
		.at = text, .line = 1, .begins_line = true, .has_ended = true};
	struct shell_reader reader = start;
	const char *first;

	read_text(&reader);
	if (!out || reader.fault.message)
		return reader.fault;
	first = reader.first;
	const bool is_strict = reader.is_compound || (reader.has_separator && reader.lists > 1);

	reader = start;
	reader.out = out;
	reader.is_strict = is_strict;
	if (is_strict && !sets_errexit(first))
		text_append_string(out, "set -e; \\\n    ");
	else if (*first == '[') /* what RUN could take for a list of words */
		text_append_string(out, ": \\\n && ");
	read_text(&reader);
	return reader.fault;
}
