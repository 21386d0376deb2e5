/* Reading expressions. */
#ifndef JINJA_SYNTAX_PARSER_EXPRESSION_H
#define JINJA_SYNTAX_PARSER_EXPRESSION_H

#include <stdbool.h>

struct expression;
struct parser;

/* An expression; without `condition` "if" ends it. */
struct expression *
parser_expression(struct parser *parser, bool condition);

/* An expression or, with commas, a tuple of them. */
struct expression *
parser_tuple(struct parser *parser, bool condition);

/* What can be assigned to: a name or a tuple of targets. */
struct expression *
parser_target(struct parser *parser);

/* A name, a literal, or what stands in brackets. */
struct expression *
parser_primary(struct parser *parser);

#endif
