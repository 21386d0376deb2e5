/* The messages about reading a template. Each has a case in tests/jinja. */
#ifndef JINJA_SYNTAX_MISTAKES_H
#define JINJA_SYNTAX_MISTAKES_H

#define MISTAKE_COMMENT_OPEN "missing end of comment: '#}'"
#define MISTAKE_COMMENT_OPEN_SHELL                                                                 \
	"missing end of comment: '#}'; write the shell's ${# as {%% raw %%}${#{%% endraw %%}"
#define MISTAKE_RAW_OPEN "missing end of raw block: 'endraw'"
#define MISTAKE_STRING_OPEN "missing end of string"
#define MISTAKE_CHARACTER "unexpected character '%.*s'"
#define MISTAKE_CLOSER "unexpected '%c', expected '%c'"
#define MISTAKE_ESCAPE "unknown character in escape sequence"
#define MISTAKE_NUMBER_LARGE "number too large"
#define MISTAKE_UNEXPECTED "unexpected %.*s"
#define MISTAKE_EXPECTED "expected %s, got %.*s"
#define MISTAKE_EXPRESSION_DEEP "expression nested deeper than %d levels"
#define MISTAKE_STATEMENT_DEEP "statements nested deeper than %d levels"
#define MISTAKE_ARGUMENTS "invalid arguments: positional ones come first, and none is given twice"
#define MISTAKE_TARGET "cannot assign to this: expected a name, or names between commas"
#define MISTAKE_BLOCK_HYPHEN "the name of a block cannot contain a hyphen; write an underscore"
#define MISTAKE_REQUIRED_BODY "a required block can hold only comments and white space"
#define MISTAKE_IMPORT_PRIVATE "'%s' cannot be imported: it starts with an underscore"
#define MISTAKE_PARAMETER_TWICE "parameter '%s' is declared twice"
#define MISTAKE_PARAMETER_ORDER "a parameter without a default follows one with a default"
#define MISTAKE_CALL "expected a call of a macro, such as name()"
#define MISTAKE_TAG_REFUSED "tag '%s' is not supported"
#define MISTAKE_UNKNOWN_TAG "unknown tag '%.*s'"
#define MISTAKE_UNKNOWN_TAG_NEAR "unknown tag '%.*s'; did you mean '%s'?"
#define MISTAKE_TAG_LATER "'%.*s' comes without the tag that it belongs to"
#define MISTAKE_TAG_CROSSED "'%.*s' before the end of '%.*s'"
#define MISTAKE_NO_TAG "expected the name of a tag"
#define MISTAKE_TAG_OPEN "missing end of '%.*s': '%s'"

#endif
