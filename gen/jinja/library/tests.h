/* The tests behind `is`. */
#ifndef JINJA_LIBRARY_TESTS_H
#define JINJA_LIBRARY_TESTS_H

#include "jinja/object/builtin.h"

extern const struct builtin tests_of_kind[], tests_of_value[];

#endif
