/* The methods of lists, tuples and dicts. */
#ifndef JINJA_LIBRARY_METHODS_COLLECTION_H
#define JINJA_LIBRARY_METHODS_COLLECTION_H

#include "jinja/object/builtin.h"

extern const struct builtin methods_of_lists[], methods_of_tuples[], methods_of_dicts[];

#endif
