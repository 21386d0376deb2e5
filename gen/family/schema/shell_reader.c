#include "family/schema/shell_reader.h"

#include <stdbool.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

void
shell_fail(struct shell_reader *reader, const char *fault)
{
	if (reader->fault.message)
		return;
	reader->fault = (struct shell_fault){fault, reader->line};
}

struct shell_frame *
shell_innermost(struct shell_reader *reader)
{
	return &reader->frames[reader->depth];
}

void
shell_enter(struct shell_reader *reader, enum shell_kind kind)
{
	if (reader->depth + 1 == SHELL_DEEPEST) {
		shell_fail(reader, "there are too many quotes and constructs in each other");
		return;
	}
	reader->frames[++reader->depth] =
		(struct shell_frame){.kind = kind, .outer = reader->position, .line = reader->line};
}

void
shell_leave(struct shell_reader *reader)
{
	reader->position = shell_innermost(reader)->outer;
	reader->depth--;
}

static void
append(struct shell_reader *reader, const char *string)
{
	if (reader->out)
		text_append_string(reader->out, string);
}

void
shell_end_list(struct shell_reader *reader)
{
	if (reader->depth)
		return;
	if (reader->passes && reader->is_strict)
		append(reader, " || exit");
	reader->passes = false;
	reader->has_ended = true;
}

void
shell_write_gap(struct shell_reader *reader)
{
	const enum shell_gap gap = reader->gap;
	const size_t blanks = reader->blanks ? (size_t)(reader->at - reader->blanks) : 0;

	if (gap == GAP_END && reader->depth)
		reader->is_compound = true;
	if (gap == GAP_END)
		shell_end_list(reader);
	if (reader->out && gap != GAP_BLANKS) {
		if (gap == GAP_END && reader->depth == 0 && !reader->is_strict)
			append(reader, " \\\n && ");
		else
			append(reader, gap == GAP_END ? "; \\\n    " : " \\\n    ");
	}
	if (reader->out && reader->first && (gap == GAP_BLANKS || reader->is_strict))
		text_append(reader->out, reader->blanks ? reader->blanks : "", blanks);
	reader->gap = GAP_BLANKS;
	reader->blanks = NULL;
}

void
shell_take(struct shell_reader *reader, size_t length)
{
	shell_write_gap(reader);
	if (!reader->first)
		reader->first = reader->at;
	if (reader->out)
		text_append(reader->out, reader->at, length);
	reader->last = length ? reader->at[length - 1] : reader->last;
	reader->at += length;
	reader->begins_line = reader->goes_on = false;
}

void
shell_begin_command(struct shell_reader *reader)
{
	if (reader->depth == 0 && reader->has_ended) {
		reader->has_ended = false;
		reader->lists++;
	}
	reader->needs = false;
}

bool
shell_is_delimiter(char character)
{
	return !character || strchr(" \t\n;&|()<>", character);
}

size_t
shell_continuation(const char *at)
{
	const size_t blanks = *at == '\\' ? strspn(at + 1, " \t") : 0;

	return *at == '\\' && at[1 + blanks] == '\n' ? blanks + 2 : 0;
}

void
shell_read_backslash(struct shell_reader *reader)
{
	const size_t length = shell_continuation(reader->at);
	const enum shell_kind kind = shell_innermost(reader)->kind;

	if (!length) {
		shell_take(reader, reader->at[1] && reader->at[1] != '\n' ? 2 : 1);
		return;
	}
	if (kind == KIND_BACKTICK || kind == KIND_PARAMETER || kind == KIND_ARITHMETIC ||
		kind == KIND_PARENTHESES || kind == KIND_TEST ||
		(reader->in_word && kind != KIND_SINGLE && kind != KIND_DOUBLE &&
			!strchr(" \t\n", reader->at[length])))
		shell_fail(reader, "a word goes on in the next line; write it in one");
	reader->at += length;
	reader->line++;
	if (kind == KIND_SINGLE || kind == KIND_DOUBLE)
		return;
	reader->blanks = NULL;
	reader->in_word = false;
	reader->goes_on = true;
	if (reader->first && reader->gap == GAP_BLANKS)
		reader->gap = GAP_BREAK;
}

/* Reads $ with the bracket behind it. */
static void
read_dollar(struct shell_reader *reader)
{
	const char *at = reader->at;

	if (strncmp(at, "$((", 3) == 0) {
		shell_take(reader, 3);
		shell_enter(reader, KIND_ARITHMETIC);
	} else if (at[1] == '(') {
		shell_take(reader, 2);
		shell_enter(reader, KIND_SUBSTITUTION);
		reader->position = POSITION_COMMAND;
		reader->in_word = false;
	} else if (at[1] == '{') {
		shell_take(reader, 2);
		shell_enter(reader, KIND_PARAMETER);
	} else if (at[1] == '\'' && shell_innermost(reader)->kind != KIND_DOUBLE) {
		shell_take(reader, 2);
		shell_enter(reader, KIND_SINGLE);
		shell_innermost(reader)->in_body = true;
	} else {
		shell_take(reader, 1 + (at[1] == '#' || at[1] == '$'));
	}
}

bool
shell_read_quoting(struct shell_reader *reader)
{
	const enum shell_kind kind = shell_innermost(reader)->kind;
	const bool in_double =
		kind == KIND_DOUBLE ||
		(kind == KIND_PARAMETER && shell_innermost(reader)[-1].kind == KIND_DOUBLE);

	switch (*reader->at) {
	case '\'':
		shell_take(reader, 1);
		if (!in_double)
			shell_enter(reader, KIND_SINGLE);
		return true;
	case '"':
		shell_take(reader, 1);
		shell_enter(reader, KIND_DOUBLE);
		return true;
	case '`':
		shell_take(reader, 1);
		shell_enter(reader, KIND_BACKTICK);
		return true;
	case '\\':
		shell_read_backslash(reader);
		return true;
	case '$':
		read_dollar(reader);
		return true;
	default:
		return false;
	}
}

void
shell_read_quoted(struct shell_reader *reader)
{
	const char *at = reader->at;
	const enum shell_kind kind = shell_innermost(reader)->kind;
	const bool is_bare = kind == KIND_SINGLE || kind == KIND_BACKTICK;
	size_t closing = 0;

	if (*at == '\n') {
		if (kind == KIND_SINGLE || kind == KIND_DOUBLE)
			shell_fail(reader,
				"a quote is not closed in its line, and each line is a command");
		else if (kind == KIND_BACKTICK)
			shell_fail(reader, "backticks are not closed in their line; write $( )");
		else
			shell_fail(reader, "a bracket of words is not closed in its line");
		return;
	}
	if (kind == KIND_SINGLE && shell_innermost(reader)->in_body && strncmp(at, "\\'", 2) == 0)
		shell_fail(reader, "there is \\' in $'...', which shells read in different ways");
	if (kind == KIND_PARENTHESES && *at == '#' && strchr(" \t", reader->last))
		shell_fail(reader, "there is a comment in a bracket of words");
	if (kind == KIND_ARITHMETIC)
		closing = strncmp(at, "))", 2) == 0 ? 2 : 0;
	else if (kind == KIND_TEST)
		closing = strncmp(at, "]]", 2) == 0 && strchr(" \t", reader->last) &&
					  shell_is_delimiter(at[2])
				  ? 2
				  : 0;
	else
		closing = *at == (kind == KIND_SINGLE             ? '\''
					 : kind == KIND_DOUBLE    ? '"'
					 : kind == KIND_BACKTICK  ? '`'
					 : kind == KIND_PARAMETER ? '}'
								  : ')');
	if (closing) {
		shell_take(reader, closing);
		shell_leave(reader);
		reader->in_word = true;
	} else if (kind == KIND_ARITHMETIC && *at == ')') {
		shell_fail(
			reader, "$(( closes with a single parenthesis; write $( ( for a subshell");
	} else if (*at == '(' && (kind == KIND_ARITHMETIC || kind == KIND_PARENTHESES)) {
		shell_take(reader, 1);
		shell_enter(reader, KIND_PARENTHESES);
	} else if (*at == '\\' && (kind != KIND_SINGLE || shell_continuation(at))) {
		shell_read_backslash(reader);
	} else if (is_bare || !shell_read_quoting(reader)) {
		shell_take(reader, 1);
	}
}
