/*
 * The catalogue of the mistakes that people make: each is said in the same words everywhere, and has a
 * case, those of templates in tests/jinja, all others in tests/cases.
 */
#ifndef SUPPORT_MISTAKES_H
#define SUPPORT_MISTAKES_H

/* Reading a document */

#define MISTAKE_ENCODING "not UTF-8 text: this is UTF-16; save the file as UTF-8"
#define MISTAKE_INVALID_BYTE "not UTF-8: byte 0x%02X"
#define MISTAKE_CONTROL_CHARACTER "control character U+%04X in the file"
#define MISTAKE_NUL_IN_SCALAR "a NUL character in a string"
#define MISTAKE_EMPTY_DOCUMENT "the file holds no document"
#define MISTAKE_SECOND_DOCUMENT "a second document in the file; one is read"
#define MISTAKE_YAML_SYNTAX "YAML: %s"
#define MISTAKE_YAML_TAB "a tab cannot indent in YAML; use spaces"
#define MISTAKE_YAML_CHARACTER "'%c' cannot start a text; put it in quotes"
#define MISTAKE_YAML_COLON "': ' in a text starts a map; put the text in quotes"
#define MISTAKE_YAML_QUOTE "the quote that starts here is not closed"
#define MISTAKE_TOO_DEEP "nested deeper than %d levels"
#define MISTAKE_TOO_MANY_VALUES "more than %u values, with what aliases stand for"
#define MISTAKE_TOO_MANY_KEYS "more than %d keys in one map"
#define MISTAKE_TOO_MANY_DIRECTIVES "more than %d tag directives"
#define MISTAKE_DIRECTIVE_TOO_LONG "a tag directive is longer than %d bytes"
#define MISTAKE_KEY_TOO_LONG "a key is longer than %d bytes"
#define MISTAKE_UNKNOWN_ANCHOR "unknown anchor '%s'"
#define MISTAKE_OPEN_ANCHOR "anchor '%s' contains itself"
#define MISTAKE_FOREIGN_TAG "tag '%s' is not known here"
#define MISTAKE_KEY_NOT_SCALAR "a key must be a single word or string"
#define MISTAKE_BRACES_NOT_QUOTED "a text that starts with {{ stands in quotes"
#define MISTAKE_DUPLICATE_KEY "duplicate key '%s'"
#define MISTAKE_LARGE_INTEGER "an integer past 64 bits; in quotes it is text"
#define MISTAKE_MERGE_NOT_MAP "the value of '<<' must be a map or a list of maps"

#define NOTE_FIRST_KEY "the first one is here"
#define NOTE_YAML_CONTEXT "%s, started here"

/* The meaning of images.yaml */

#define MISTAKE_UNKNOWN_KEY "unknown key '%s' in %s"
#define MISTAKE_UNKNOWN_KEY_NEAR "unknown key '%s' in %s; did you mean '%s'?"
#define MISTAKE_MISPLACED_KEY "unknown key '%s' in %s; it belongs in '%s'"
#define MISTAKE_MISSING_KEY "%s needs the key '%s'"
#define MISTAKE_WRONG_TYPE "%s must be %s, not %s"
#define MISTAKE_NOT_LIST "%s must be a list, like [%s]"
#define MISTAKE_NOT_WHOLE_NUMBER "%s must be a whole number from %ld to %ld"
#define MISTAKE_NOT_BOOLEAN "%s must be true or false"
#define MISTAKE_NO_VALUE "%s holds an empty entry"
#define MISTAKE_NO_TEXT "%s has no value; a text that looks like none stands in quotes, like \"\""
#define MISTAKE_NOT_VALID "%s '%s' is not valid: %s"
#define MISTAKE_TOO_LONG "%s is longer than %zu bytes"
#define MISTAKE_INVISIBLE "%s holds the invisible character U+%04X"
#define MISTAKE_NO_FAMILY "the file holds no family"
#define MISTAKE_NO_IMAGES "the family has no images"
#define MISTAKE_RESERVED_NAME "'%s' is a word of make's; give the image another name"
#define MISTAKE_UNKNOWN_PARENT                                                                     \
	"unknown parent '%s': no image of this family, and a base needs a tag or a digest"
#define MISTAKE_UNKNOWN_PARENT_NEAR "unknown parent '%s'; did you mean '%s'?"
#define MISTAKE_PARENT_QUALIFIED "'%s' is the image '%s' of this family; write its name alone"
#define MISTAKE_CYCLE "images need each other: %s"
#define MISTAKE_GRAPH_TOO_DEEP "more than %d images on top of each other"
#define MISTAKE_NO_INHERITED "image '%s' has no %s, and no parent to take it from"
#define MISTAKE_REFERENCE_TOO_LONG "the repository name '%s' is longer than %d characters"

#define MISTAKE_PARENT_TAGGED                                                                      \
	"'%s' is the image '%s' of this family; write its name alone, or it is pulled from a "     \
	"registry"
#define MISTAKE_PARENT_DISABLED "image '%s' is not enabled"
#define MISTAKE_TOO_MANY_AXES "more than %d axes"
#define MISTAKE_AXIS_EMPTY "axis '%s' has no values"
#define MISTAKE_AXIS_TWICE "axis '%s' has the value '%s' twice"
#define MISTAKE_UNKNOWN_AXIS "unknown axis '%s'"
#define MISTAKE_UNKNOWN_AXIS_NEAR "unknown axis '%s'; did you mean '%s'?"
#define MISTAKE_UNKNOWN_AXIS_VALUE "axis '%s' has no value '%s'"
#define MISTAKE_UNKNOWN_AXIS_VALUE_NEAR "axis '%s' has no value '%s'; did you mean '%s'?"
#define MISTAKE_NO_SUCH_VARIANT "'%s' has no variant with %s=%s"
#define MISTAKE_NO_AGREEING_VARIANT "'%s' has no variant that agrees with %s"
#define MISTAKE_AMBIGUOUS_VARIANT                                                                  \
	"'%s' has %zu variants that agree with this one; choose with an axis of one value in "     \
	"'matrix'"
#define MISTAKE_TOO_MANY_VARIANTS "image '%s' has more than %d variants"
#define MISTAKE_NO_VARIANTS "image '%s' has no variants left"
#define MISTAKE_TOO_MANY_EXCLUDES "more than %d combinations in 'exclude'"
#define MISTAKE_FAMILY_TOO_LARGE "the family has more than %d variants"
#define MISTAKE_TOO_MUCH_REPEATED                                                                  \
	"the family repeats too much for its size: what images take from their defaults and "      \
	"parents, and what their variants render, are too many values from here on"
#define MISTAKE_LATEST_LEFT_OUT "'latest' names a combination that 'exclude' leaves out"
#define MISTAKE_UNKNOWN_LATEST "'latest' names no variant: none has the tag '%s'"
#define MISTAKE_UNKNOWN_LATEST_NEAR                                                                \
	"'latest' names no variant: none has the tag '%s'; did you mean '%s'?"
#define MISTAKE_TAG_TWICE                                                                          \
	"two variants of '%s' have the tag '%s'; use the axes in it, like \"{{ %s }}\""
#define MISTAKE_TAG_VERSIONED                                                                      \
	"the tag '%s' is one of a version of '%s', which only VERSION can make: write "            \
	"TAG-VERSION in 'tags' of '%s', or another tag"

#define MISTAKE_LOCK_CONFLICT                                                                      \
	"a merge has left a conflict here: keep one line of each base, or remove the file and "    \
	"run: basegen lock"

#define NOTE_VARIANT "in '%s' with %s"
#define NOTE_PICK_VARIANT "for this variant alone, write also: matrix: {%s}"
#define NOTE_DISABLED "it is turned off here"
#define NOTE_CYCLE_STEP "'%s' needs '%s'"

/* Rendering out/ */

#define MISTAKE_MISSING_TEMPLATE "there is no template '%s' in %s/image"
#define MISTAKE_MISSING_TEMPLATE_NEAR "there is no template '%s' in %s/image; did you mean '%s'?"
#define MISTAKE_MISSING_FILE "there is no file '%s' in %s/files"
#define MISTAKE_NO_REGULAR_FILE "'%s' in %s/files is no regular file"
#define MISTAKE_LINK_OUT "'%s' is a link that leads out of %s/files"
#define MISTAKE_FILE_TOO_LARGE "'%s' in %s/files is larger than %d bytes"
#define MISTAKE_FILE_NAME                                                                          \
	"the template '%s/family/%s' has a character in its name that cannot be seen"
#define MISTAKE_OUTPUT_TAKEN "'%s' is generated twice, as a file and a folder, or in two cases"

/* Stand-ins for bases */

#define MISTAKE_BASE_PINNED "'%s' is pinned by a digest, which no stand-in can have"
#define MISTAKE_BASE_WITHOUT_RECIPE                                                                \
	"no recipe for a stand-in for '%s'; there are recipes for python:3.X-slim and "            \
	"debian:RELEASE-slim"
#define MISTAKE_BASE_PYTHON                                                                        \
	"'%s': no Debian release has Python 3.%s; stand-ins can be made of 3.9, 3.11 and 3.13"
#define MISTAKE_BASE_OTHER_RELEASE "'%s': Python 3.%s is the one of Debian %s, not of %s"
#define MISTAKE_BASE_DEBIAN                                                                        \
	"'%s': no recipe for this release of Debian; there are recipes for 11, 12 and 13"

#define MISTAKE_RENDERED_LARGE                                                                     \
	"the run renders more than %d MiB, %d bytes for each that it reads and %d for each "       \
	"of the first %d variants"

/* Templates: */

/* Reading */
#define MISTAKE_COMMENT_OPEN "missing end of comment: '#}'"
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
#define MISTAKE_ARGUMENTS "arguments in a wrong order, or one given twice"
#define MISTAKE_TARGET "cannot assign to this"
#define MISTAKE_BLOCK_HYPHEN "the name of a block cannot hold a hyphen"
#define MISTAKE_REQUIRED_BODY "a required block can hold only comments and white space"
#define MISTAKE_IMPORT_PRIVATE "'%s' cannot be imported: it starts with an underscore"
#define MISTAKE_PARAMETER_TWICE "parameter '%s' twice"
#define MISTAKE_PARAMETER_ORDER "a parameter without default behind one with"
#define MISTAKE_CALL "expected a call"
#define MISTAKE_TAG_REFUSED "tag '%s' is not supported"
#define MISTAKE_UNKNOWN_TAG "unknown tag '%.*s'"
#define MISTAKE_UNKNOWN_TAG_NEAR "unknown tag '%.*s'; did you mean '%s'?"
#define MISTAKE_TAG_LATER "'%.*s' without the tag that it belongs to"
#define MISTAKE_TAG_CROSSED "'%.*s' before the end of '%.*s'"
#define MISTAKE_NO_TAG "expected the name of a tag"
#define MISTAKE_TAG_OPEN "missing end of '%.*s': '%s'"

#define MISTAKE_NOT_UTF8 "not UTF-8"

/* Binding */
#define MISTAKE_NAME_UNBOUND "'%s' cannot be used here"
#define MISTAKE_UNKNOWN_FILTER "unknown filter '%s'"
#define MISTAKE_UNKNOWN_FILTER_NEAR "unknown filter '%s'; did you mean '%s'?"
#define MISTAKE_UNKNOWN_TEST "unknown test '%s'"
#define MISTAKE_UNKNOWN_TEST_NEAR "unknown test '%s'; did you mean '%s'?"
#define MISTAKE_FILTER_REFUSED "filter '%s' is not supported"
#define MISTAKE_TEST_REFUSED "test '%s' is not supported"
#define MISTAKE_CALLER_PARAMETER "the parameter 'caller' must have a default"
#define MISTAKE_LOOP_ASSIGNED "cannot assign to 'loop' in a loop"
#define MISTAKE_LOOPS_DEEP "loops nested deeper than %d levels"
#define MISTAKE_EXTENDS_INSIDE "extends must stand at the top of the template"
#define MISTAKE_NO_LOOP "'%s' outside of a loop"
#define MISTAKE_BLOCK_TWICE "block '%s' twice"

/* Bounds of rendering */
#define MISTAKE_STEPS                                                                              \
	"the run takes more than %d steps, %d for each byte that it reads and %d for each of the " \
	"first %d variants"
#define MISTAKE_RECURSION "calls nested too deeply"
#define MISTAKE_OUTPUT_LARGE "the output is larger than %d MiB"
#define MISTAKE_STRING_LARGE "string too long"
#define MISTAKE_MEMORY                                                                             \
	"the template takes more memory than %d MiB, %d bytes for each that is read and %d for "   \
	"each of the first %d variants"
#define MISTAKE_VALUES_DEEP "values nested deeper than %d levels"
#define MISTAKE_INTEGER_LARGE "integers past 64 bits are not supported"
#define MISTAKE_FLOAT_LARGE "the result is not a finite number"

/* Values */
#define MISTAKE_UNDEFINED "'%s' is undefined"
#define MISTAKE_UNDEFINED_NEAR "'%s' is undefined; did you mean '%s'?"
#define MISTAKE_NO_ATTRIBUTE "'%s object' has no attribute %s"
#define MISTAKE_NO_ATTRIBUTE_NEAR "'%s object' has no attribute %s; did you mean '%s'?"
#define MISTAKE_NO_ELEMENT "%s object has no element %s"
#define MISTAKE_NO_ELSE "the inline if was false and has no else"
#define MISTAKE_NO_CALLER "no caller defined"
#define MISTAKE_PARAMETER_MISSING "parameter '%s' was not provided"
#define MISTAKE_NO_PREVIOUS "there is no previous item"
#define MISTAKE_NO_NEXT "there is no next item"
#define MISTAKE_NO_PARENT_BLOCK "there is no parent block called '%s'"
#define MISTAKE_NOT_EXPORTED                                                                       \
	"the template '%s' (imported on line %u in '%s') does not export the requested name '%s'"
#define MISTAKE_SEQUENCE_EMPTY "the sequence was empty"
#define MISTAKE_GONE "'%s' is used after its scope ended"
#define MISTAKE_ATTRIBUTE_REFUSED "attribute '%.*s' of %s is not supported"
#define MISTAKE_COMPARE_VIEW "comparing views of dicts is not supported"
#define MISTAKE_NO_ORDER "'%s' not supported between %s and %s"
#define MISTAKE_UNHASHABLE "unhashable type: '%s'"
#define MISTAKE_KEY_REFUSED "a %s as a key is not supported"
#define MISTAKE_IN_STRING "'in <string>' requires a string on the left, not %s"
#define MISTAKE_NOT_INTEGER "%s must be an integer, not %s"
#define MISTAKE_NOT_STRING "%s must be a string, not %s"
#define MISTAKE_NOT_NUMBER "%s must be a number, not %s"
#define MISTAKE_NOT_ITERABLE "%s is not iterable"
#define MISTAKE_NOT_MAPPING "expected a mapping, got %s"
#define MISTAKE_NOT_CALLABLE "%s is not callable"
#define MISTAKE_NOT_JOINABLE "expected a string, got %s"
#define MISTAKE_NO_REPR "%s cannot be printed"
#define MISTAKE_NO_LENGTH "%s has no length"
#define MISTAKE_NO_SLICE "%s cannot be sliced"
#define MISTAKE_SLICE_STEP "slice step cannot be zero"
#define MISTAKE_DICT_CHANGED "the dict changed size while it was iterated over"
#define MISTAKE_DIVISION "division by zero"
#define MISTAKE_OPERATION "unsupported operands for %s: %s and %s"
#define MISTAKE_OPERATION_REFUSED "operator %s for %s and %s is not supported"
#define MISTAKE_UNARY "bad operand for unary %s: %s"
#define MISTAKE_UNPACK_FEW "not enough values to unpack: expected %zu, got %zu"
#define MISTAKE_UNPACK_MANY "too many values to unpack: expected %zu"
#define MISTAKE_NO_NAMESPACE "'%s' is no namespace"
#define MISTAKE_SAMEAS "identity of %s values is not supported"
#define MISTAKE_CASE "letter case of U+%04X is not supported"
#define MISTAKE_VALUE "%s: bad value %s"
#define MISTAKE_FORMAT "format: %s"
#define MISTAKE_NOT_IN_LIST "%s: no such item"
#define MISTAKE_EMPTY "%s: nothing there"
#define MISTAKE_JSON "%s cannot be written as JSON"
#define MISTAKE_QUOTE "%s: the string holds a character that cannot be quoted: %s"
#define MISTAKE_MARKUP "this is not supported for what tojson gives"
#define MISTAKE_REFUSED "%s is not supported"

/* Calls */
#define MISTAKE_ARGUMENT_TWICE "argument '%.*s' given twice"
#define MISTAKE_ARGUMENT_UNKNOWN "%s has no parameter '%.*s'"
#define MISTAKE_ARGUMENT_MISSING "%s needs the argument '%s'"
#define MISTAKE_ARGUMENTS_MANY "%s takes at most %zu arguments, got %zu"
#define MISTAKE_NO_ARGUMENTS "%s takes no arguments"
#define MISTAKE_KEYWORD_STRING "keywords must be strings"
#define MISTAKE_MACRO_KEYWORD "macro '%s' takes no keyword argument '%.*s'"
#define MISTAKE_MACRO_ARGUMENTS "macro '%s' takes not more than %zu arguments"
#define MISTAKE_LOOP_ARGUMENTS "a recursive loop takes one argument"
#define MISTAKE_LOOP_NOT_RECURSIVE "the loop is not marked recursive"
#define MISTAKE_CYCLE_EMPTY "no items for cycling given"

/* Templates */
#define MISTAKE_NO_TEMPLATE "no template %s"
#define MISTAKE_TEMPLATE_NAME "the name of a template must be a string, not %s"
#define MISTAKE_EXTENDED_TWICE "extended multiple times"
#define MISTAKE_REQUIRED_BLOCK "required block '%s' is not overridden"

#define NOTE_CALLED_HERE "called from here"
#define NOTE_WHILE_RENDERING "while rendering %s"

#endif
