/*
 * How the white space around tags is treated (Jinja: Template Designer Documentation, "Whitespace
 * Control").
 */
#ifndef JINJA_SYNTAX_WHITESPACE_H
#define JINJA_SYNTAX_WHITESPACE_H

#include <stdbool.h>

/* Jinja's options of these names; all false is Jinja's default. */
struct whitespace_control {
	bool trim_blocks;
	bool lstrip_blocks;
	bool keep_trailing_newline;
};

#endif
