/* Attributes, items and slices of values. */
#ifndef JINJA_OBJECT_ACCESS_H
#define JINJA_OBJECT_ACCESS_H

#include "jinja/value/value.h"

struct expression;
struct render;

/* What `expression`, an attribute, gives for `owner`; it remembers where it was found. */
struct value
access_attribute(struct render *render, struct value owner, const struct expression *expression);

/* jinja2: environment.getattr with a computed name. */
struct value
access_attribute_string(struct render *render, struct value owner, struct value name);

/* owner[key], as jinja2: environment.getitem. */
struct value
access_item(struct render *render, struct value owner, struct value key);

/* owner[start:stop:step]; bounds that are not given are none. */
struct value
access_slice(struct render *render, struct value owner, const struct value bounds[3]);

#endif
