/* Filters of sequences: length, first, join, unique and others. */
#ifndef JINJA_LIBRARY_FILTERS_SEQUENCE_H
#define JINJA_LIBRARY_FILTERS_SEQUENCE_H

#include "jinja/object/builtin.h"

extern const struct builtin filters_of_sequences[];

#endif
