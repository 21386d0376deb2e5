/* Reading the statements that bring other templates in. Each begins at its tag. */
#ifndef JINJA_SYNTAX_PARSER_IMPORT_H
#define JINJA_SYNTAX_PARSER_IMPORT_H

struct parser;
struct statement;

struct statement *
parser_extends(struct parser *parser);

struct statement *
parser_include(struct parser *parser);

struct statement *
parser_import(struct parser *parser);

struct statement *
parser_from(struct parser *parser);

#endif
