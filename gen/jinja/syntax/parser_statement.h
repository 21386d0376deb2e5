/* Reading statements. */
#ifndef JINJA_SYNTAX_PARSER_STATEMENT_H
#define JINJA_SYNTAX_PARSER_STATEMENT_H

#include "jinja/syntax/ast.h"

struct parser;

/* The statements of a whole template (Jinja: "List of Control Structures"). Mistakes jump out. */
struct body
parser_read(struct parser *parser);

#endif
