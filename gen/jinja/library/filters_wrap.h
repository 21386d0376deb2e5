/* The filter wordwrap. */
#ifndef JINJA_LIBRARY_FILTERS_WRAP_H
#define JINJA_LIBRARY_FILTERS_WRAP_H

#include "jinja/value/value.h"

struct render;

struct value
filter_wordwrap(struct render *render, struct value subject, const struct value *arguments);

#endif
