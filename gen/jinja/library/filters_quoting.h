/* Our own filters: quoting for the languages that are generated. */
#ifndef JINJA_LIBRARY_FILTERS_QUOTING_H
#define JINJA_LIBRARY_FILTERS_QUOTING_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_quoting[];

#endif
