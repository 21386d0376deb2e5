/* Filters that sort, group or compare. */
#ifndef JINJA_LIBRARY_FILTERS_ORDER_H
#define JINJA_LIBRARY_FILTERS_ORDER_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_order[];

#endif
