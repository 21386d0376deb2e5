/*
 * The messages of rendering. A mistake is said in the same words everywhere, and each has a
 * case in tests/jinja.
 */
#ifndef JINJA_RUN_MISTAKES_H
#define JINJA_RUN_MISTAKES_H

/* Stand-ins for bases */

#define MISTAKE_RENDERED_LARGE                                                                     \
	"the run renders more than %d MiB, %d bytes for each that it reads and %d for each "       \
	"of the first %d variants"

/* Reading */

#define MISTAKE_NOT_UTF8 "not UTF-8"

/* Bounds of rendering */

#define MISTAKE_STEPS                                                                              \
	"the run takes more than %d steps, %d for each byte that it reads and %d for each of the " \
	"first %d variants"
#define MISTAKE_MEMORY                                                                             \
	"the template takes more memory than %d MiB, %d bytes for each that is read and %d for "   \
	"each of the first %d variants"

/* Values */

#define MISTAKE_NO_ELSE "the inline if was false and has no else"
#define MISTAKE_NO_CALLER "no caller defined"
#define MISTAKE_PARAMETER_MISSING "parameter '%s' was not provided"
#define MISTAKE_NO_PREVIOUS "there is no previous item"
#define MISTAKE_NO_NEXT "there is no next item"
#define MISTAKE_NO_PARENT_BLOCK "there is no parent block called '%s'"
#define MISTAKE_NOT_EXPORTED                                                                       \
	"the template '%s' (imported on line %u in '%s') does not export the requested name '%s'"
#define MISTAKE_GONE "'%s' is used after its scope ended"
#define MISTAKE_NOT_CALLABLE "%s is not callable"
#define MISTAKE_NOT_JOINABLE "expected a string, got %s"
#define MISTAKE_UNPACK_FEW "not enough values to unpack: expected %zu, got %zu"
#define MISTAKE_UNPACK_MANY "too many values to unpack: expected %zu"
#define MISTAKE_NO_NAMESPACE "'%s' is no namespace"

/* Calls */

#define MISTAKE_NO_ARGUMENTS "%s takes no arguments"
#define MISTAKE_KEYWORD_STRING "keywords must be strings"
#define MISTAKE_MACRO_KEYWORD "macro '%s' takes no keyword argument '%.*s'"
#define MISTAKE_MACRO_ARGUMENTS "macro '%s' takes not more than %zu arguments"
#define MISTAKE_LOOP_ARGUMENTS "a recursive loop takes one argument"
#define MISTAKE_LOOP_NOT_RECURSIVE "the loop is not marked recursive"

/* Templates */

#define MISTAKE_NO_TEMPLATE "no template %s"
#define MISTAKE_TEMPLATE_NAME "the name of a template must be a string, not %s"
#define MISTAKE_EXTENDED_TWICE "extended multiple times"
#define MISTAKE_REQUIRED_BLOCK "required block '%s' is not overridden"
#define NOTE_CALLED_HERE "called from here"
#define NOTE_WHILE_RENDERING "while rendering %s"

#endif
