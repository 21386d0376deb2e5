/* Python's two ways of formatting strings. */
#ifndef JINJA_OBJECT_FORMAT_H
#define JINJA_OBJECT_FORMAT_H

#include "jinja/value/value.h"

struct arguments;
struct render;

/* "…" % values */
struct value
format_percent(struct render *render, struct value format, struct value values);

/* "…".format(…) */
struct value
format_braces(struct render *render, struct value format, const struct arguments *arguments);

#endif
