/* All filters, tests and methods by name. */
#ifndef JINJA_LIBRARY_LIBRARY_H
#define JINJA_LIBRARY_LIBRARY_H

#include <stdbool.h>

#include "jinja/value/value.h"

struct builtin;

/* The filter or test of this name, or NULL. */
const struct builtin *
library_filter(const char *name);

const struct builtin *
library_test(const char *name);

/* The known name that is nearest to `name`, or NULL. */
const char *
library_near_filter(const char *name);

const char *
library_near_test(const char *name);

/* Whether Jinja has a filter or test of this name that is not supported here. */
bool
library_refuses(const char *name, bool filter);

/* The methods of the values of each kind; NULL where they have none. */
extern const struct builtin *const library_methods[VALUE_KINDS];

#endif
