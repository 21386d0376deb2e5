/* Texts of shell commands, as they stand in a RUN instruction. */
#ifndef FAMILY_SCHEMA_SHELL_TEXT_H
#define FAMILY_SCHEMA_SHELL_TEXT_H

/*
 * Returns why the lines of a text cannot stand in a RUN instruction as commands that are joined by
 * &&, NULL if they can. A line goes on in the next one if it ends with a backslash; one that starts
 * with # is a comment. An engine must not see a flag, a here-document or the end of the instruction
 * in them, and a quote or a comment must not swallow the lines that follow.
 */
const char *
shell_text_fault(const char *text);

#endif
