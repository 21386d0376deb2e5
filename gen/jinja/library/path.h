/* The `attribute` arguments of filters: "a.b.0" (jinja2: make_attrgetter). */
#ifndef JINJA_LIBRARY_PATH_H
#define JINJA_LIBRARY_PATH_H

#include "jinja/value/value.h"

struct render;

/* The item of `item` at `path`: none, an integer or a string with dots. An undefined one becomes `otherwise`
 * unless that is none. */
struct value
path_get(struct render *render, struct value item, struct value path, struct value otherwise);

/* The same with strings in lower case, unless `case_sensitive`. */
struct value
path_get_key(struct render *render, struct value item, struct value path, bool case_sensitive);

#endif
