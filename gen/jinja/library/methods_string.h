/* The methods of strings. */
#ifndef JINJA_LIBRARY_METHODS_STRING_H
#define JINJA_LIBRARY_METHODS_STRING_H

#include "jinja/object/builtin.h"

extern const struct builtin methods_of_strings[];

#endif
