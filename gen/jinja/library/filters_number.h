/* Filters of numbers: abs, int, round and others. */
#ifndef JINJA_LIBRARY_FILTERS_NUMBER_H
#define JINJA_LIBRARY_FILTERS_NUMBER_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_numbers[];

#endif
