/* The keys of images.yaml, as tables of shapes. */
#ifndef FAMILY_SCHEMA_SCHEMA_H
#define FAMILY_SCHEMA_SCHEMA_H

#include <stdbool.h>

#include "family/schema/shape.h"

/* The whole file but for the values of `images`, which are read one by one. */
extern const struct shape schema_family;

/* One image. */
extern const struct shape schema_image;

/* Its data for templates, and for the texts of images.yaml. */
extern const struct shape schema_vars;

/* `packages` of an image: the managers that basegen knows. */
extern const struct shape schema_packages;

/* Whether the key `name` of `packages` is one of them. */
bool
schema_has_manager(const struct node *name);

/*
 * Names that no image can have: the goals of make (gen/build.mk), and others. Both are ended by
 * NULL.
 */
extern const char *const schema_goals[];
extern const char *const schema_reserved_names[];

/* Whether the name is one of these. */
bool
schema_is_reserved(const char *name);

/* Whether the key `enabled` of a checked image says false. */
bool
schema_is_disabled(const struct node *image);

/* Whether the key `on-demand` of a checked image says true. */
bool
schema_is_on_demand(const struct node *image);

#endif
