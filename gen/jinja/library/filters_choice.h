/* Filters that choose or map: default, attr, map, select and others. */
#ifndef JINJA_LIBRARY_FILTERS_CHOICE_H
#define JINJA_LIBRARY_FILTERS_CHOICE_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_choice[];

#endif
