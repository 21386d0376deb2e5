/* The filter tojson. */
#ifndef JINJA_LIBRARY_FILTERS_JSON_H
#define JINJA_LIBRARY_FILTERS_JSON_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_json[];

#endif
