#include "family/schema/shell_text.h"

#include <stdbool.h>
#include <string.h>

#include "support/banned.h"

enum { DEEPEST = 32 }; /* quotes and substitutions in each other */

enum state {
	STATE_PLAIN,
	STATE_SINGLE,     /* in '...' */
	STATE_DOUBLE,     /* in "..." */
	STATE_COMMAND,    /* in $(...), or in parentheses there */
	STATE_ARITHMETIC, /* in $((...)) */
};

/* Where the reading of a text is. */
struct shell_text {
	const char *at;
	const char *start;          /* of the text */
	enum state states[DEEPEST]; /* what the place is in; the innermost last */
	int depth;
	bool begins_line; /* nothing of the command line was read yet */
	bool has_command;
	const char *fault;
};

static enum state
state_of(const struct shell_text *shell)
{
	return shell->states[shell->depth];
}

static void
enter(struct shell_text *shell, enum state state, size_t length)
{
	shell->at += length;
	if (shell->depth + 1 == DEEPEST)
		shell->fault = "there are too many quotes in each other";
	else
		shell->states[++shell->depth] = state;
}

static void
leave(struct shell_text *shell, size_t length)
{
	shell->at += length;
	shell->depth--;
}

/* The length of a backslash that continues its line, with blanks and the line end; 0 if it does not. */
static size_t
continuation(const char *at)
{
	const size_t blanks = *at == '\\' ? strspn(at + 1, " \t") : 0;

	return *at == '\\' && at[1 + blanks] == '\n' ? blanks + 2 : 0;
}

/* Reads a backslash and what it quotes. Docker and its kin join lines before any shell reads them. */
static void
read_backslash(struct shell_text *shell)
{
	const size_t length = continuation(shell->at);

	if (!length && !shell->at[1 + strspn(shell->at + 1, " \t")])
		shell->fault = "the last line ends with a backslash";
	if (length)
		shell->at += length;
	else
		shell->at += 1 + (shell->at[1] != '\0' && state_of(shell) != STATE_SINGLE);
}

/* Whether a here-document starts at <<. */
static bool
is_here_document(const char *at)
{
	at += 2 + (at[2] == '-');
	at += strspn(at, " \t");
	return *at == '_' || *at == '\'' || *at == '"' || *at == '\\' ||
	       (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
}

/* Reads < and what belongs to it. */
static void
read_less(struct shell_text *shell)
{
	const size_t length = strspn(shell->at, "<");

	if (length == 2 && state_of(shell) != STATE_ARITHMETIC && is_here_document(shell->at))
		shell->fault =
			"there is a here-document (<<), which RUN cannot hold; write the text "
			"by printf, or copy a file";
	shell->at += length;
}

/* Whether a word can start behind what is before the place. */
static bool
begins_word(const struct shell_text *shell)
{
	return shell->at == shell->start || strchr(" \t\n;&|(", shell->at[-1]);
}

static void
read_line_end(struct shell_text *shell)
{
	if (state_of(shell) == STATE_SINGLE || state_of(shell) == STATE_DOUBLE)
		shell->fault = "a quote is not closed in its line, and each line is a command";
	shell->begins_line = true;
	shell->at++;
}

/* Reads $ with the parenthesis of a substitution. */
static void
read_dollar(struct shell_text *shell)
{
	if (strncmp(shell->at, "$((", 3) == 0)
		enter(shell, STATE_ARITHMETIC, 3);
	else if (shell->at[1] == '(')
		enter(shell, STATE_COMMAND, 2);
	else
		shell->at += 1 + (shell->at[1] == '#' || shell->at[1] == '{');
}

/* Reads a character in quotes. */
static void
read_quoted(struct shell_text *shell)
{
	const bool double_quotes = state_of(shell) == STATE_DOUBLE;

	if (*shell->at == '\\' && (double_quotes || continuation(shell->at)))
		read_backslash(shell);
	else if (*shell->at == (double_quotes ? '"' : '\''))
		leave(shell, 1);
	else if (*shell->at == '$' && double_quotes)
		read_dollar(shell);
	else
		shell->at++;
}

/* Reads a comment: a line of its own, which is left out. */
static void
read_comment(struct shell_text *shell)
{
	if (!shell->begins_line)
		shell->fault = "a comment (#) must have a line of its own, as the lines are joined";
	shell->at += strcspn(shell->at, "\n");
}

/* Reads a character outside of quotes that is no blank. */
static void
read_plain(struct shell_text *shell)
{
	const enum state state = state_of(shell);

	if (*shell->at == '#' && begins_word(shell) && state != STATE_ARITHMETIC) {
		read_comment(shell);
		return;
	}
	if (*shell->at == '-' && shell->begins_line)
		shell->fault = "a line starts with -, which RUN takes for one of its flags";
	shell->begins_line = false;
	shell->has_command = true;
	if (*shell->at == '\'' || *shell->at == '"')
		enter(shell, *shell->at == '"' ? STATE_DOUBLE : STATE_SINGLE, 1);
	else if (*shell->at == '$')
		read_dollar(shell);
	else if (*shell->at == '<')
		read_less(shell);
	else if (*shell->at == '(' && state == STATE_COMMAND)
		enter(shell, STATE_COMMAND, 1);
	else if (state == STATE_ARITHMETIC && strncmp(shell->at, "))", 2) == 0)
		leave(shell, 2);
	else if (*shell->at == ')' && state == STATE_COMMAND)
		leave(shell, 1);
	else
		shell->at++;
}

static void
read_next(struct shell_text *shell)
{
	const bool quoted = state_of(shell) == STATE_SINGLE || state_of(shell) == STATE_DOUBLE;

	if (*shell->at == '\n') {
		read_line_end(shell);
	} else if (quoted) {
		read_quoted(shell);
	} else if (*shell->at == '\\') {
		shell->begins_line &= continuation(shell->at) > 0;
		read_backslash(shell);
	} else if (*shell->at == ' ' || *shell->at == '\t') {
		shell->at++;
	} else {
		read_plain(shell);
	}
}

const char *
shell_text_fault(const char *text)
{
	struct shell_text shell = {.at = text, .start = text, .begins_line = true};

	while (*shell.at && !shell.fault)
		read_next(&shell);
	if (shell.fault)
		return shell.fault;
	if (shell.depth)
		return "a quote or a parenthesis is not closed";
	return shell.has_command ? NULL : "there is no command in it";
}
