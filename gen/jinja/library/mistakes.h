/*
 * The messages about filters, tests, methods and global functions. Each has a case in tests/jinja.
 */
#ifndef JINJA_LIBRARY_MISTAKES_H
#define JINJA_LIBRARY_MISTAKES_H

/* Binding */

#define MISTAKE_UNKNOWN_FILTER "unknown filter '%s'"
#define MISTAKE_UNKNOWN_TEST "unknown test '%s'"
#define MISTAKE_FILTER_REFUSED "filter '%s' is not supported"
#define MISTAKE_TEST_REFUSED "test '%s' is not supported"

/* Values */

#define MISTAKE_SEQUENCE_EMPTY "the sequence was empty"
#define MISTAKE_NOT_MAPPING "expected a mapping, got %s"
#define MISTAKE_SAMEAS "identity of %s values is not supported"
#define MISTAKE_NOT_IN_LIST "%s: there is no such item"
#define MISTAKE_EMPTY "%s: there is no item to take"
#define MISTAKE_JSON "%s cannot be written as JSON"
#define MISTAKE_QUOTE "%s: the string contains %s, which cannot be quoted"
#define MISTAKE_RUN "run: line %zu: %s"
#define MISTAKE_REFUSED "%s is not supported"

#endif
