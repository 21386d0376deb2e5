/* Filters of strings: upper, trim, replace, indent and others. */
#ifndef JINJA_LIBRARY_FILTERS_STRING_H
#define JINJA_LIBRARY_FILTERS_STRING_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_strings[];

#endif
