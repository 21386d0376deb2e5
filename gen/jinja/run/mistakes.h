/* The messages about rendering a template. Each has a case in tests/jinja. */
#ifndef JINJA_RUN_MISTAKES_H
#define JINJA_RUN_MISTAKES_H

/* Reading */

#define MISTAKE_NOT_UTF8 "the template is not UTF-8"

/* Values */

#define MISTAKE_NO_ELSE "the inline if was false and has no else"
#define MISTAKE_NO_CALLER "no caller defined"
#define MISTAKE_PARAMETER_MISSING "parameter '%s' was not provided"
#define MISTAKE_NOT_EXPORTED                                                                       \
	"the template '%s' (imported on line %u in '%s') does not export the requested name '%s'"
#define MISTAKE_GONE "'%s' is used after its scope ended"
#define MISTAKE_NOT_CALLABLE "%s is not callable"
#define MISTAKE_NOT_JOINABLE "expected a string, got %s"
#define MISTAKE_UNPACK_FEW "not enough values to unpack: expected %zu, got %zu"
#define MISTAKE_UNPACK_MANY "too many values to unpack: expected %zu"
#define MISTAKE_NO_NAMESPACE "'%s' is not a namespace; make one with namespace()"

/* Calls */

#define MISTAKE_NO_ARGUMENTS "%s takes no arguments"
#define MISTAKE_KEYWORD_STRING "keywords must be strings"
#define MISTAKE_MACRO_KEYWORD "macro '%s' takes no keyword argument '%.*s'"
#define MISTAKE_MACRO_ARGUMENTS "macro '%s' takes at most %zu arguments"
#define MISTAKE_LOOP_ARGUMENTS "a recursive loop takes one argument"
#define MISTAKE_LOOP_NOT_RECURSIVE "the loop is not marked recursive"

/* Templates */

#define MISTAKE_NO_TEMPLATE "no template %s"
#define MISTAKE_NO_TEMPLATE_NEAR "no template %s; did you mean '%s'?"
#define MISTAKE_TEMPLATE_NAME "the name of a template must be a string, not %s"
#define MISTAKE_EXTENDED_TWICE "the template extends more than one template"
#define MISTAKE_UNKNOWN_BLOCK                                                                      \
	"the template '%s' has no block '%s', so nothing shows this one; its blocks are: %s"
#define MISTAKE_OUTSIDE_BLOCKS                                                                     \
	"a template that extends another one shows nothing outside of blocks: move this into a "   \
	"block"
#define MISTAKE_REQUIRED_BLOCK "required block '%s' is not overridden"

#endif
