/* The messages about the names of a template. Each has a case in tests/jinja. */
#ifndef JINJA_BIND_MISTAKES_H
#define JINJA_BIND_MISTAKES_H

#define MISTAKE_NAME_UNBOUND "'%s' cannot be used here"
#define MISTAKE_UNKNOWN_FILTER_NEAR "unknown filter '%s'; did you mean '%s'?"
#define MISTAKE_UNKNOWN_TEST_NEAR "unknown test '%s'; did you mean '%s'?"
#define MISTAKE_CALLER_PARAMETER "the parameter 'caller' must have a default"
#define MISTAKE_LOOP_ASSIGNED "cannot assign to 'loop' in a loop"
#define MISTAKE_LOOPS_DEEP "loops nested deeper than %d levels"
#define MISTAKE_EXTENDS_INSIDE "extends must stand at the top of the template"
#define MISTAKE_NO_LOOP "'%s' outside of a loop"
#define MISTAKE_BLOCK_TWICE "block '%s' is defined twice"

#endif
