/* Texts of shell commands, as they stand in a RUN instruction. */
#ifndef FAMILY_SCHEMA_SHELL_TEXT_H
#define FAMILY_SCHEMA_SHELL_TEXT_H

#include <stddef.h>

struct text;

/* What is wrong with a text, and in which line of it, from 1; `message` is NULL if nothing is. */
struct shell_fault {
	const char *message;
	size_t line;
};

/*
 * Appends the lines of a text as the command of a RUN instruction, or only checks them if `out` is
 * NULL. Simple commands are joined by &&. A text with more than those (a compound command, a
 * function, `;`, `&`, or `||` beside other commands) begins with `set -e`, and a `;` stands where a
 * line ended a command. Then an && or a ! outside of compound commands that fails ends the text as
 * well, which `set -e` alone would let pass. Comments are left out; a line goes on in the next one
 * if it ends with a backslash, or if the next one starts with &&, || or |.
 *
 * A fault is what no engine or shell would read in one line as it was meant: a flag of RUN, a
 * here-document, a quote or a word over several lines, a construct that is not closed.
 */
struct shell_fault
shell_text_join(const char *text, struct text *out);

#endif
