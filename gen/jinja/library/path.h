/* The `attribute` arguments of filters: "a.b.0" (jinja2: make_attrgetter). */
#ifndef JINJA_LIBRARY_PATH_H
#define JINJA_LIBRARY_PATH_H

#include "jinja/value/value.h"

struct render;

/*
 * What `path` leads to from `item`: the item itself for none, else an attribute or item, with dots
 * one after the other. `otherwise`, unless it is none, stands in for what is undefined.
 */
struct value
path_get(struct render *render, struct value item, struct value path, struct value otherwise);

/* path_get without `otherwise`; a string comes in lower case unless `case_sensitive`. */
struct value
path_get_key(struct render *render, struct value item, struct value path, bool case_sensitive);

#endif
