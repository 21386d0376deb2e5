/* Reading what stands behind an expression: attributes, items, calls, filters and tests. */
#ifndef JINJA_SYNTAX_PARSER_POSTFIX_H
#define JINJA_SYNTAX_PARSER_POSTFIX_H

#include <stdbool.h>

struct expression;
struct parser;

/* "name | name(…)" behind a pipe or, for filter blocks, at its first name; of `subject` or NULL. */
struct expression *
parser_filters(struct parser *parser, struct expression *subject, bool at_name);

/* `expression` with the attributes, items and calls behind it. */
struct expression *
parser_postfix(struct parser *parser, struct expression *expression);

/* `expression` with the filters, tests and calls behind it. */
struct expression *
parser_filters_and_tests(struct parser *parser, struct expression *expression);

#endif
