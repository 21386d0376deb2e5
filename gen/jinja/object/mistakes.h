/*
 * The messages about values, and about the bounds of a rendering. Each has a case in tests/jinja.
 */
#ifndef JINJA_OBJECT_MISTAKES_H
#define JINJA_OBJECT_MISTAKES_H

/* Bounds of rendering */

#define MISTAKE_RENDERED_LARGE                                                                     \
	"the run renders too much: more than %d MiB, plus %d bytes for each that it reads and "    \
	"%d for each of the first %d variants"
#define MISTAKE_STEPS                                                                              \
	"the run takes too many steps: more than %d, plus %d for each byte that it reads and %d "  \
	"for each of the first %d variants"
#define MISTAKE_MEMORY                                                                             \
	"the template takes too much memory: more than %d MiB, plus %d bytes for each that is "    \
	"read and %d for each of the first %d variants"
#define MISTAKE_RECURSION "calls nested too deeply"
#define MISTAKE_OUTPUT_LARGE "the output is larger than %d MiB"
#define MISTAKE_STRING_LARGE "string too long"
#define MISTAKE_VALUES_DEEP "values nested deeper than %d levels"
#define MISTAKE_INTEGER_LARGE "integers past 64 bits are not supported"
#define MISTAKE_FLOAT_LARGE "the result is not a finite number"

/* Values */

#define MISTAKE_UNDEFINED "'%s' is undefined"
#define MISTAKE_UNDEFINED_NEAR "'%s' is undefined; did you mean '%s'?"
#define MISTAKE_NO_ATTRIBUTE "'%s object' has no attribute %s"
#define MISTAKE_NO_ATTRIBUTE_NEAR "'%s object' has no attribute %s; did you mean '%s'?"
#define MISTAKE_NO_ELEMENT "%s object has no element %s"
#define MISTAKE_ATTRIBUTE_REFUSED "attribute '%.*s' of %s is not supported"
#define MISTAKE_COMPARE_VIEW "comparing views of dicts is not supported"
#define MISTAKE_NO_ORDER "'%s' not supported between %s and %s"
#define MISTAKE_UNHASHABLE "unhashable type: '%s'"
#define MISTAKE_KEY_REFUSED "a %s as a key is not supported"
#define MISTAKE_IN_STRING "'in <string>' requires a string on the left, not %s"
#define MISTAKE_NOT_INTEGER "%s must be an integer, not %s"
#define MISTAKE_NOT_STRING "%s must be a string, not %s"
#define MISTAKE_NOT_ITERABLE "%s is not iterable"
#define MISTAKE_NO_REPR "%s cannot be printed"
#define MISTAKE_NO_SLICE "%s cannot be sliced"
#define MISTAKE_SLICE_STEP "slice step cannot be zero"
#define MISTAKE_DICT_CHANGED "the dict changed size while it was iterated over"
#define MISTAKE_DIVISION "division by zero"
#define MISTAKE_OPERATION "unsupported operands for %s: %s and %s"
#define MISTAKE_OPERATION_REFUSED "operator %s for %s and %s is not supported"
#define MISTAKE_UNARY "bad operand for unary %s: %s"
#define MISTAKE_CASE "letter case of U+%04X is not supported"
#define MISTAKE_VALUE "%s: invalid value %s"
#define MISTAKE_MARKUP "this is not supported for the result of tojson"
#define MISTAKE_NO_PREVIOUS "there is no previous item"
#define MISTAKE_NO_NEXT "there is no next item"
#define MISTAKE_NO_PARENT_BLOCK "there is no parent block called '%s'"
#define MISTAKE_FORMAT "format: %s"
#define MISTAKE_NO_LENGTH "%s has no length"
#define MISTAKE_NOT_NUMBER "%s must be a number, not %s"

/* Calls */

#define MISTAKE_CYCLE_EMPTY "no items for cycling given"
#define MISTAKE_ARGUMENT_TWICE "argument '%.*s' given twice"
#define MISTAKE_ARGUMENT_UNKNOWN "%s has no parameter '%.*s'"
#define MISTAKE_ARGUMENT_MISSING "%s needs the argument '%s'"
#define MISTAKE_ARGUMENTS_MANY "%s takes at most %zu arguments, got %zu"

/* Notes */

#define NOTE_CALLED_HERE "called from here"
#define NOTE_WHILE_RENDERING "while rendering %s"

#endif
